from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "aboveboard.declarations"
    label = "declarations"
    verbose_name = "Declarations"

    def ready(self) -> None:
        from aboveboard.declarations.selectors.records import AskedQuestions, EndedQuestions, KeptAnswers
        from aboveboard.ledger.sources import register_source
        from aboveboard.rules.access import STAFF, SignedIn
        from aboveboard.rules.transitions import QuestionState
        from aboveboard.web import menu

        register_source(KeptAnswers())
        register_source(AskedQuestions())
        register_source(EndedQuestions("question.answered", QuestionState.ANSWERED))
        register_source(EndedQuestions("question.withdrawn", QuestionState.WITHDRAWN))
        menu.add(
            menu.Entry("Can I ...?", "declarations:ask", STAFF, order=10),
            menu.Entry("Questions", "declarations:questions", SignedIn(), order=200),
        )

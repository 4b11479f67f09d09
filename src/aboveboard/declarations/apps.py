from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "aboveboard.declarations"
    label = "declarations"
    verbose_name = "Declarations"

    def ready(self) -> None:
        from aboveboard.declarations.demo.stories import seed_declarations
        from aboveboard.declarations.selectors.desk_records import (
            HAPPENINGS,
            ClosedRounds,
            Declarations,
            Happenings,
            OpenedRounds,
        )
        from aboveboard.declarations.selectors.monday import DeskDigest
        from aboveboard.declarations.selectors.named import ANSWERERS
        from aboveboard.declarations.selectors.records import (
            AskedQuestions,
            EndedQuestions,
            KeptAnswers,
            NamedRequests,
            RoundAnswers,
        )
        from aboveboard.declarations.selectors.settings_effects import list_settings_effects
        from aboveboard.ledger.sources import register_source
        from aboveboard.notices import digest
        from aboveboard.people import settings_effects
        from aboveboard.people.demo.registry import register_demo_part
        from aboveboard.rules.access import STAFF, Anyone, Holds, SignedIn
        from aboveboard.rules.receiving import DESK_ROLES
        from aboveboard.rules.transitions import QuestionState
        from aboveboard.web import menu

        register_source(KeptAnswers())
        register_source(AskedQuestions())
        register_source(EndedQuestions("question.answered", QuestionState.ANSWERED))
        register_source(EndedQuestions("question.withdrawn", QuestionState.WITHDRAWN))
        register_source(RoundAnswers())
        register_source(NamedRequests("named_request.received", "reference"))
        register_source(NamedRequests("named_request.acknowledged", "acknowledged_reference"))
        register_source(NamedRequests("named_request.answered", "answer_reference"))
        register_source(Declarations())
        register_source(OpenedRounds())
        register_source(ClosedRounds())
        for kind in HAPPENINGS:
            register_source(Happenings(kind))
        digest.register(DeskDigest())
        settings_effects.register("declarations", list_settings_effects)
        register_demo_part("declarations", seed_declarations, order=20)
        menu.add(
            menu.Entry("Declare", "declarations:declare", STAFF, order=20),
            menu.Entry("My declarations", "declarations:my_declarations", STAFF, order=30),
            menu.Entry("People who ask", "declarations:named_requests", Holds(*ANSWERERS), order=75),
            menu.Entry("Privacy", "declarations:privacy", Anyone(), place=menu.Place.FOOTER),
            menu.Entry("Are you named in a record?", "declarations:named", Anyone(), place=menu.Place.FOOTER),
            menu.Entry("Can I ...?", "declarations:ask", STAFF, order=10),
            menu.Entry("Questions and answers", "declarations:questions", SignedIn(), order=60),
            menu.Entry("Desk", "declarations:desk", Holds(*DESK_ROLES), order=40),
        )

"""Who gets what, at every address. tests/architecture/test_access.py makes the requests and compares.

A new address is one row here. Everybody named in `gets_in` gets `status` (200 unless said); other people who are
signed in get `else_` (404: to them it does not exist); visitors are sent to sign in.

An address with arguments, or one that must be asked by somebody's relation to a record (its author, its subject),
names a recipe of tests/architecture/recipes.py, which makes the record through the real services.
"""

from __future__ import annotations

from tests.architecture import desk_recipes, recipes
from tests.architecture.rows import (
    EVERYONE,
    NO_ROLE,
    SIGNED_IN,
    STAFF,
    VISITOR,
    Made,
    Row,
    Who,
    only,
)

from aboveboard.rules.actor import Role
from aboveboard.rules.administration import MAY_KEEP_BOOKINGS, MAY_TAKE_IN_ROSTERS
from aboveboard.rules.personnel_files import OPENERS
from aboveboard.rules.receiving import DESK_ROLES

__all__ = ["EVERYONE", "MATRIX", "NO_ROLE", "SIGNED_IN", "STAFF", "VISITOR", "Made", "Row", "Who", "only"]

SETTINGS_CHANGERS: frozenset[Who] = only(Role.TRUST_LEADER, Role.TRUST_HR)
SETTINGS_READERS: frozenset[Who] = SETTINGS_CHANGERS | {
    Role.EXECUTIVE_TEAM,
    Role.HEADTEACHER,
    Role.DESIGNATED_SAFEGUARDING_LEAD,
    Role.ADMINISTRATOR,
}

ANSWER_FOR_DATA = only(Role.DATA_PROTECTION_OFFICER, Role.TRUST_LEADER, Role.CHAIR)

# Of a declaration that names a pupil; the others named by its recipe find nothing.
OFFICE = only(Role.SCHOOL_OPERATIONS_MANAGER, Role.DESIGNATED_SAFEGUARDING_LEAD)
RECEIVES = OFFICE | {Role.SENIOR_LEADER}
ASKS_SCHOOL = only(Role.SCHOOL_OPERATIONS_MANAGER, Role.HEADTEACHER)
TAKES_IN_ROSTERS = only(*MAY_TAKE_IN_ROSTERS)
KEEPS_BOOKINGS = only(*MAY_KEEP_BOOKINGS)
AT_A_DESK = only(*DESK_ROLES)

MATRIX: tuple[Row, ...] = (
    # The shell
    Row("web:healthz", EVERYONE),
    Row("web:accessibility", EVERYONE),
    Row("web:gallery", EVERYONE),  # in the demo only
    # Signing in, and one's account. Whoever is in already is sent on; what waits for a step before sends back; those
    # here have neither a password nor an app yet, so that what works with these refuses them.
    Row("people:demo", EVERYONE),  # in the demo only
    Row("account_login", only(VISITOR), else_=302),
    Row("account_request_login_code", only(VISITOR), else_=302),
    Row("account_confirm_login_code", EVERYONE, status=302),
    Row("account_inactive", EVERYONE),
    Row("account_reset_password", EVERYONE),
    Row("account_reset_password_done", EVERYONE),
    Row("account_reset_password_from_key", EVERYONE, recipes.a_link_that_is_too_old),
    Row("account_reset_password_from_key_done", EVERYONE),
    Row("mfa_authenticate", EVERYONE, status=302),
    Row("mfa_login_webauthn", EVERYONE, status=302),
    Row("account_logout", SIGNED_IN),
    Row("people:account", SIGNED_IN),
    # What the trust looks after here.
    Row("people:platforms", SIGNED_IN),
    Row("people:agree_platform", only(Role.HEADTEACHER)),
    Row(
        "people:end_platform",
        only(Role.HEADTEACHER),
        recipes.an_agreed_platform,
        status=302,
        method="post",
    ),
    Row("people:settings", SETTINGS_READERS),
    Row("people:settings_topic", SETTINGS_CHANGERS, recipes.a_topic),
    Row("people:adopt_defaults", SETTINGS_CHANGERS, method="post"),
    Row("people:propose_settings", SETTINGS_CHANGERS, method="post"),
    Row(
        "people:decide_settings",
        SETTINGS_CHANGERS | {Role.DESIGNATED_SAFEGUARDING_LEAD},
        recipes.a_proposed_setting,
        status=302,
        method="post",
    ),
    # Proof outside the trust. The whole world may read the newest checkpoint.
    Row("people:checkpoint", EVERYONE, recipes.a_published_checkpoint),
    Row("people:outside", only(Role.ADMINISTRATOR)),
    Row("people:add_address", only(Role.ADMINISTRATOR)),
    Row("people:remove_address", only(Role.ADMINISTRATOR), recipes.a_checkpoint_address),
    Row("people:send_now", only(Role.ADMINISTRATOR), status=302, method="post"),
    Row("people:add_witness", only(Role.ADMINISTRATOR)),
    Row("people:remove_witness", only(Role.ADMINISTRATOR), recipes.a_witness),
    Row("people:witnesses_needed", only(Role.ADMINISTRATOR)),
    Row("people:ask_again", only(Role.ADMINISTRATOR), status=302, method="post"),
    Row("people:bookings", KEEPS_BOOKINGS),
    Row("people:add_booking", KEEPS_BOOKINGS),
    Row("people:end_booking", KEEPS_BOOKINGS, recipes.a_booking),
    Row("people:roles", only(Role.ADMINISTRATOR)),
    Row("people:grant_role", only(Role.ADMINISTRATOR)),
    Row("people:add_staff", only(Role.ADMINISTRATOR)),
    Row("people:add_school", only(Role.ADMINISTRATOR)),
    Row("people:trust", only(Role.ADMINISTRATOR)),
    Row("people:end_role", only(Role.ADMINISTRATOR), recipes.a_role),
    Row("people:away", only(Role.ADMINISTRATOR), recipes.somebody),
    Row("people:back", only(Role.ADMINISTRATOR), recipes.somebody, status=302, method="post"),
    Row("people:send_signing_code", SIGNED_IN, status=302, method="post"),
    Row("account_reauthenticate", SIGNED_IN, status=403),
    Row("account_change_password", SIGNED_IN, status=302),
    Row("account_set_password", SIGNED_IN),
    Row("mfa_index", SIGNED_IN),
    Row("mfa_reauthenticate", SIGNED_IN, status=403),
    Row("mfa_activate_totp", SIGNED_IN),
    Row("mfa_deactivate_totp", SIGNED_IN, status=404),
    Row("mfa_view_recovery_codes", SIGNED_IN, status=404),
    Row("mfa_generate_recovery_codes", SIGNED_IN),
    Row("mfa_download_recovery_codes", SIGNED_IN, status=404),
    Row("mfa_list_webauthn", SIGNED_IN),
    Row("mfa_add_webauthn", SIGNED_IN),
    Row("mfa_reauthenticate_webauthn", SIGNED_IN, status=403),
    Row("mfa_edit_webauthn", only(NO_ROLE), recipes.a_passkey, status=302),
    Row("mfa_remove_webauthn", only(NO_ROLE), recipes.a_passkey, status=302),
    # The personnel file
    Row("personnel:my_file", SIGNED_IN),
    Row("personnel:looks", SIGNED_IN),
    Row("personnel:my_document", only("owner"), recipes.a_file),
    Row("personnel:my_receipt", only("owner"), recipes.a_file),
    Row("personnel:my_bare_receipt", only("owner"), recipes.a_file),
    Row("personnel:my_receipts", SIGNED_IN),
    Row("personnel:all_my_receipts", SIGNED_IN),
    Row("personnel:compare_receipt", SIGNED_IN),
    Row("personnel:find", only(*OPENERS)),
    Row("personnel:open", only(Role.TRUST_HR, Role.HEADTEACHER), recipes.a_file_to_open),
    Row("personnel:opened", only(Role.TRUST_HR), recipes.an_opened_file),
    Row("personnel:document", only(Role.TRUST_HR), recipes.a_document_of_an_opened_file, method="post"),
    # Asking without filing, what was kept of it, and questions to somebody
    Row("declarations:ask", STAFF),
    Row(
        "declarations:ask_alert", STAFF, status=404, method="post"
    ),  # tells nobody without its page before it
    Row("declarations:keep_answer", STAFF, status=302, method="post"),
    Row("declarations:ask_somebody", STAFF, status=302, method="post"),
    Row("declarations:kept_answers", SIGNED_IN),
    Row("declarations:kept_answer", only("owner", "shared with"), recipes.a_shared_answer),
    Row("journeys:home", SIGNED_IN),
    Row("declarations:declare", STAFF),
    Row("declarations:declare_from_answers", STAFF, status=302, method="post"),
    Row("declarations:draft", only("author"), recipes.a_draft, status=302),
    Row("declarations:declare_step", only("author"), recipes.a_step_of_a_draft),
    Row("declarations:check", only("author"), recipes.a_draft, status=302),
    Row("declarations:declare_alert", only("author"), recipes.a_draft, status=302, method="post"),
    Row("declarations:delete_draft", only("author"), recipes.a_draft),
    Row("declarations:done", only("author"), recipes.a_signed_draft),
    Row("declarations:my_declarations", SIGNED_IN),
    Row("declarations:confirm", SIGNED_IN),
    Row("declarations:blank_form", SIGNED_IN),
    Row("declarations:declaration", only("author"), recipes.a_declaration),
    Row("declarations:declaration_step", only("author"), recipes.a_step_of_a_declaration),
    Row("declarations:amend", only("author"), recipes.a_declaration, status=302, method="post"),
    Row("declarations:answer_round", STAFF, recipes.a_round),
    Row("declarations:privacy", EVERYONE),
    Row("declarations:named", EVERYONE),
    Row("declarations:named_requests", ANSWER_FOR_DATA),
    Row("declarations:named_request", ANSWER_FOR_DATA, recipes.a_named_request),
    Row("declarations:questions", SIGNED_IN),
    Row("declarations:question", only("asker", "answerer"), recipes.a_question),
    # The desk
    *(Row(f"declarations:{name}", AT_A_DESK) for name in desk_recipes.DESK_HEAPS),
    Row("declarations:desk_declaration", RECEIVES, desk_recipes.a_declaration_received),
    Row("declarations:desk_document", RECEIVES, desk_recipes.a_declaration_received),
    Row("declarations:desk_step", RECEIVES, desk_recipes.a_declaration_to_ask_about),
    Row("declarations:desk_hand_on", RECEIVES, desk_recipes.a_declaration_received),
    Row("declarations:desk_match", OFFICE, desk_recipes.a_declaration_received),
    Row("declarations:desk_unmatch", OFFICE, desk_recipes.a_declaration_matched),
    Row("declarations:desk_rounds", ASKS_SCHOOL),
    Row("declarations:desk_open_round", ASKS_SCHOOL),
    Row("declarations:desk_round", ASKS_SCHOOL, desk_recipes.a_round_of_the_school),
    Row(
        "declarations:desk_remind", ASKS_SCHOOL, desk_recipes.a_round_of_the_school, status=302, method="post"
    ),
    Row(
        "declarations:desk_close_round",
        ASKS_SCHOOL,
        desk_recipes.a_round_of_the_school,
        status=302,
        method="post",
    ),
    # The ledger, for auditors
    Row("journeys:ledger", only(Role.AUDITOR)),
    Row("journeys:verify_ledger", only(Role.AUDITOR), status=302, method="post"),
    Row("journeys:checkpoints", only(Role.AUDITOR)),
    Row("journeys:checkpoint", only(Role.AUDITOR), recipes.a_checkpoint),
    # Looking after the service
    Row("journeys:readyz", EVERYONE),
    Row("journeys:status", only(Role.ADMINISTRATOR)),
    Row("journeys:rosters", TAKES_IN_ROSTERS),
    Row("journeys:roster_hand_in", TAKES_IN_ROSTERS),
    Row("journeys:roster_scope", only(Role.ADMINISTRATOR)),
    Row("journeys:roster_taken_in", TAKES_IN_ROSTERS, recipes.a_roster_taken_in),
    Row("journeys:roster_preview", only(Role.ADMINISTRATOR), recipes.a_roster_handed_in),
    Row("journeys:roster_how", only(Role.ADMINISTRATOR), recipes.a_list_handed_in),
    Row("journeys:roster_problems", only(Role.ADMINISTRATOR), recipes.a_roster_handed_in),
    Row(
        "journeys:roster_withdraw",
        only(Role.ADMINISTRATOR),
        recipes.a_roster_handed_in,
        status=302,
        method="post",
    ),
    # Notices and alerts
    Row("notices:mine", SIGNED_IN),
    Row("notices:read_all", SIGNED_IN, status=302, method="post"),
    Row("notices:notice", only("told"), recipes.a_notice),
    Row("notices:alert", only("told", "told with them"), recipes.an_alert),
    Row("notices:sent_mail", EVERYONE),  # in the demo only
    Row("notices:one_sent_mail", EVERYONE, recipes.a_mail_that_is_not_there, status=404),  # in the demo only
)

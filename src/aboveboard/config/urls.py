"""Every address of the service. Each carries its own access rule; see web/access.py."""

from django.urls import URLPattern, URLResolver, include, path

from aboveboard.rules.access import AccessRule, Anyone, SignedIn
from aboveboard.web.access import guarded

# Nobody signs up or changes their address: accounts are made and kept by administrators.
ALLAUTH: dict[str, AccessRule | None] = {
    **dict.fromkeys(
        [
            "account_signup",
            "account_email",
            "account_email_verification_sent",
            "account_confirm_email",
        ]
    ),
    **dict.fromkeys(
        [
            "account_reauthenticate",
            "account_change_password",
            "account_set_password",
            "mfa_index",
            "mfa_reauthenticate",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_reauthenticate_webauthn",
            "mfa_remove_webauthn",
            "mfa_edit_webauthn",
        ],
        SignedIn(),
    ),
    "account_logout": SignedIn(leavers=True),
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("aboveboard.web.urls")),
    path("", include("aboveboard.journeys.urls")),
    path("", include("aboveboard.people.urls")),
    path("", include("aboveboard.notices.urls")),
    path("account/", guarded(include("allauth.urls"), Anyone(), but=ALLAUTH)),
    path("", include("aboveboard.personnel.urls")),
    path("", include("aboveboard.declarations.urls")),
]

handler400 = "aboveboard.web.errors.bad_request"
handler403 = "aboveboard.web.errors.forbidden"
handler404 = "aboveboard.web.errors.page_not_found"
handler500 = "aboveboard.web.errors.server_error"

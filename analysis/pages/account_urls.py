"""URLs of accounts. The names are those that django-allauth looks for."""

from django.contrib.auth.views import LogoutView
from django.urls import path, re_path

from analysis.pages import account_views, invitation_views, webhook_views
from analysis.support.lazy_views import LazyView


def _provider(name: str) -> LazyView:
    return LazyView(f"analysis.pages.provider_views.{name}")


def _security(name: str) -> LazyView:
    """Return a view of logins and second factors. django-allauth imports 12 MB for these, also for unused kinds."""
    return LazyView(f"analysis.pages.security_views.{name}")


urlpatterns = [
    path("login/", account_views.LoginView.as_view(), name="account_login"),
    path("login/code/", _security("CodeView"), name="mfa_authenticate"),
    path("login/error/", _security("ProviderErrorView"), name="socialaccount_login_error"),
    path("login/cancelled/", _security("ProviderErrorView"), name="socialaccount_login_cancelled"),
    path("login/sign-up/", LazyView("allauth.socialaccount.views.signup"), name="socialaccount_signup"),
    path("login/with/<slug:provider_id>/", _provider("login"), name="openid_connect_login"),
    path("login/with/<slug:provider_id>/callback/", _provider("callback"), name="openid_connect_callback"),
    path("logout/", LogoutView.as_view(), name="account_logout"),
    path("sign-up/", account_views.sign_up, name="account_signup"),
    path("invitations/<str:token>/", invitation_views.accept, name="invitation"),
    path("account/", account_views.account, name="account"),
    path("account/inactive/", _security("InactiveView"), name="account_inactive"),
    path("account/confirm/", _security("ConfirmView"), name="account_reauthenticate"),
    path("account/confirm/code/", _security("ConfirmByCodeView"), name="mfa_reauthenticate"),
    path("account/confirm/key/", _security("ConfirmByKeyView"), name="mfa_reauthenticate_webauthn"),
    path("account/email/", account_views.email, name="account_email"),
    path("account/providers/", _security("ProvidersView"), name="socialaccount_connections"),
    path("account/password/", account_views.PasswordView.as_view(), name="account_change_password"),
    path("account/password/reset/", _security("PasswordResetView"), name="account_reset_password"),
    path(
        "account/password/reset/sent/",
        _security("PasswordResetDoneView"),
        name="account_reset_password_done",
    ),
    path(
        "account/password/reset/done/",
        _security("NewPasswordDoneView"),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        _security("NewPasswordView"),
        name="account_reset_password_from_key",
    ),
    path("account/second-factor/", _security("SecondFactorView"), name="mfa_index"),
    path("account/second-factor/app/", _security("ActivateView"), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", _security("DeactivateView"), name="mfa_deactivate_totp"),
    path("account/second-factor/keys/add/", _security("AddKeyView"), name="mfa_add_webauthn"),
    path(
        "account/second-factor/keys/<int:pk>/remove/",
        _security("RemoveKeyView"),
        name="mfa_remove_webauthn",
    ),
    path("account/second-factor/codes/", _security("RecoveryCodesView"), name="mfa_view_recovery_codes"),
    path(
        "account/second-factor/codes/new/",
        _security("NewRecoveryCodesView"),
        name="mfa_generate_recovery_codes",
    ),
    path("account/webhooks/", webhook_views.webhook_list, name="webhook-list-page"),
    path("account/webhooks/<uuid:webhook_id>/", webhook_views.webhook_detail, name="webhook-page"),
    path("account/webhooks/<uuid:webhook_id>/test/", webhook_views.webhook_test, name="webhook-test-page"),
    path("account/webhooks/<uuid:webhook_id>/switch/", webhook_views.webhook_switch, name="webhook-switch-page"),
    path("account/webhooks/<uuid:webhook_id>/delete/", webhook_views.webhook_delete, name="webhook-delete-page"),
    path(
        "account/webhooks/<uuid:webhook_id>/deliveries/<int:n>/send/",
        webhook_views.webhook_redeliver,
        name="webhook-redeliver-page",
    ),
    path("account/tokens/<uuid:token_id>/revoke/", account_views.revoke_token, name="revoke-token"),
]

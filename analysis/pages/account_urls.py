"""URLs of accounts. The names are those that django-allauth looks for."""

from allauth.socialaccount import views as providers
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib.auth.views import LogoutView
from django.urls import path, re_path

from analysis.pages import account_views, invitation_views, security_views, webhook_views

urlpatterns = [
    path("login/", account_views.LoginView.as_view(), name="account_login"),
    path("login/code/", security_views.CodeView.as_view(), name="mfa_authenticate"),
    path("login/error/", security_views.ProviderErrorView.as_view(), name="socialaccount_login_error"),
    path("login/cancelled/", security_views.ProviderErrorView.as_view(), name="socialaccount_login_cancelled"),
    path("login/sign-up/", providers.signup, name="socialaccount_signup"),
    path("login/with/<slug:provider_id>/", openid_connect.login, name="openid_connect_login"),
    path("login/with/<slug:provider_id>/callback/", openid_connect.callback, name="openid_connect_callback"),
    path("logout/", LogoutView.as_view(), name="account_logout"),
    path("sign-up/", account_views.sign_up, name="account_signup"),
    path("invitations/<str:token>/", invitation_views.accept, name="invitation"),
    path("account/", account_views.account, name="account"),
    path("account/inactive/", security_views.InactiveView.as_view(), name="account_inactive"),
    path("account/confirm/", security_views.ConfirmView.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", security_views.ConfirmByCodeView.as_view(), name="mfa_reauthenticate"),
    path("account/confirm/key/", security_views.ConfirmByKeyView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account/email/", account_views.email, name="account_email"),
    path("account/providers/", security_views.ProvidersView.as_view(), name="socialaccount_connections"),
    path("account/password/", account_views.PasswordView.as_view(), name="account_change_password"),
    path("account/password/reset/", security_views.PasswordResetView.as_view(), name="account_reset_password"),
    path(
        "account/password/reset/sent/",
        security_views.PasswordResetDoneView.as_view(),
        name="account_reset_password_done",
    ),
    path(
        "account/password/reset/done/",
        security_views.NewPasswordDoneView.as_view(),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        security_views.NewPasswordView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("account/second-factor/", security_views.SecondFactorView.as_view(), name="mfa_index"),
    path("account/second-factor/app/", security_views.ActivateView.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", security_views.DeactivateView.as_view(), name="mfa_deactivate_totp"),
    path("account/second-factor/keys/add/", security_views.AddKeyView.as_view(), name="mfa_add_webauthn"),
    path(
        "account/second-factor/keys/<int:pk>/remove/",
        security_views.RemoveKeyView.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("account/second-factor/codes/", security_views.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "account/second-factor/codes/new/",
        security_views.NewRecoveryCodesView.as_view(),
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

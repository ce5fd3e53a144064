"""All addresses of the site."""

from django.urls import include, path

from negotiation_prep import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("accounts.urls")),
    path("", include("quadrants.urls")),
    path("", include("strategies.urls")),
    path("", include("training.urls")),
    path("healthz/live", views.live, name="healthz_live"),
    path("healthz/ready", views.ready, name="healthz_ready"),
]

handler400 = "negotiation_prep.views.bad_request"
handler500 = "negotiation_prep.views.server_error"

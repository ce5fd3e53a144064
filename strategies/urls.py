"""URLs of the strategies."""

from django.urls import path

from strategies import views

urlpatterns = [
    path("strategies/", views.strategy_list, name="strategies"),
    path("strategies/<slug:strategy_code>/", views.strategy_page, name="strategy"),
]

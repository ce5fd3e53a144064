"""URLs of what comes of an assignment: how the sides saw each other, and what they agreed on."""

from django.urls import path

from training.views import outcomes, results

urlpatterns = [
    path("ranking/", outcomes.ranking, name="ranking"),
    path("outcome/", outcomes.outcome, name="outcome"),
    path("results/", results.results, name="results"),
    path("results/reveal/", results.results_reveal, name="results_reveal"),
    path("results/show/", results.results_show, name="results_show"),
]

"""URLs of an assignment that show the whole class."""

from django.urls import path

from training.views import across, glance

urlpatterns = [
    path("class/", glance.heat_map, name="heat_map"),
    path("across/<slug:item_code>/", across.item_across, name="item_across"),
]

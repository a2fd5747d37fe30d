from django.urls import path

from oversight.models import ReadingOn, RemarkOn
from oversight.readings import READINGS
from oversight.views import advice, coaching, holidays, papers, platform, remarks

app_name = "oversight"
urlpatterns = [
    *(
        path(f"{on}/<int:pk>/remark/", remarks.remark, {"on": on.value}, name=f"remark_{on}")
        for on in RemarkOn
    ),
    *(
        path(f"{on}/<int:pk>/remark/", remarks.remark_reading, {"on": on.value}, name=f"remark_{on}")
        for on in ReadingOn
    ),
    path("customer/<int:pk>/seen/", remarks.seen_customer, name="seen_customer"),
    *(
        path(f"{thing}/<int:pk>/seen/", remarks.seen, {"thing": thing.value}, name=f"seen_{thing}")
        for thing in READINGS
    ),
    path("customer/<int:pk>/history.pdf", papers.customer_history, name="customer_history"),
    path("holidays/", holidays.holidays, name="holidays"),
    path("platform/", platform.platform, name="platform"),
    path("coaching/", coaching.my_coaching, name="my_coaching"),
    path("coaching/<int:pk>/", coaching.coaching, name="coaching"),
    path("advice/", advice.advice_list, name="advice_list"),
    path("advice/<int:pk>/", advice.advice, name="advice"),
    path("advice/<int:pk>/decide/", advice.decide, name="decide_advice"),
    path("advice/<int:pk>/result/", advice.result, name="advice_result"),
]

from django.urls import path

from reports.views import departments, weekly

app_name = "reports"
urlpatterns = [
    path("", weekly.report_list, name="list"),
    path("<int:pk>/", weekly.report, name="report"),
    path("<int:pk>/write/", weekly.write, name="write"),
    path("<int:pk>/comment/", weekly.comment, name="comment"),
    path("<int:pk>/reopen/", weekly.reopen, name="reopen"),
    path("<int:pk>/report.<str:kind>", weekly.paper, name="paper"),
    path("customers/<int:pk>/add/", weekly.add_customer, name="add_customer"),
    path("issue/", departments.issue, name="issue"),
    path("week/<str:day>/", departments.week, name="week"),
    path("week/<str:day>/remind/", departments.remind, name="remind"),
    path("department/<int:pk>/", departments.department, name="department"),
    path("department/<int:pk>/write/", departments.department_write, name="department_write"),
    path("department/<int:pk>/report.<str:kind>", departments.department_paper, name="department_paper"),
]

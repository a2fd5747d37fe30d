app_name="managing"
urlpatterns=[]

from django.urls import path

from parkour.notifications.views import chats, devices, inbox, preferences, undelivered

app_name = "notifications"
urlpatterns = [
    path("", inbox.InboxView.as_view(), name="inbox"),
    path("read/", inbox.ReadAllView.as_view(), name="read_all"),
    path("<int:pk>/open/", inbox.OpenView.as_view(), name="open"),
    path("preferences/", preferences.PreferencesView.as_view(), name="preferences"),
    path("devices/", devices.AddView.as_view(), name="add_device"),
    path("devices/<int:pk>/try/", devices.TryView.as_view(), name="try_device"),
    path("devices/<int:pk>/remove/", devices.RemoveView.as_view(), name="remove_device"),
    path("unsubscribe/<str:token>/", preferences.UnsubscribeView.as_view(), name="unsubscribe"),
    path("chats/", chats.ChatsView.as_view(), name="chats"),
    path("chats/try/", chats.TryView.as_view(), name="try_chat"),
    path("chats/<int:pk>/again/", chats.AgainView.as_view(), name="chat_again"),
    path("undelivered/", undelivered.UndeliveredView.as_view(), name="undelivered"),
    path("undelivered/again/", undelivered.SendAllAgainView.as_view(), name="send_all_again"),
    path("undelivered/server/", undelivered.TryServerView.as_view(), name="try_server"),
    path("undelivered/<uuid:uuid>/again/", undelivered.SendAgainView.as_view(), name="send_again"),
    path("undelivered/<uuid:uuid>/give-up/", undelivered.GiveUpView.as_view(), name="give_up"),
]

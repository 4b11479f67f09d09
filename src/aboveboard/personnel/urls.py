from django.urls import URLPattern, path

from aboveboard.personnel import views

app_name = "personnel"
urlpatterns: list[URLPattern] = [
    path("my-file", views.my_file, name="my_file"),
    path("my-file/looks", views.looks, name="looks"),
    path("my-file/<str:reference>/document", views.my_document, name="my_document"),
    path("my-file/<str:reference>/receipt", views.my_receipt, name="my_receipt"),
    path("my-file/<str:reference>/bare-receipt", views.my_bare_receipt, name="my_bare_receipt"),
    path("my-receipts", views.my_receipts, name="my_receipts"),
    path("my-receipts/all", views.all_my_receipts, name="all_my_receipts"),
    path("my-receipts/compare", views.compare_receipt, name="compare_receipt"),
    path("files", views.find, name="find"),
    path("files/open/<str:person>", views.open_file, name="open"),
    path("files/opened/<str:look>", views.opened, name="opened"),
    path("files/opened/<str:look>/<str:reference>", views.document, name="document"),
]

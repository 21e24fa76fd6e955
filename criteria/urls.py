"""Addresses of the public pages about the criteria."""
from django.urls import path
urlpatterns: list = []

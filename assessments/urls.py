"""Addresses of the assessments."""
from django.urls import path
urlpatterns: list = []

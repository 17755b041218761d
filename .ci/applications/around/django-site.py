"""A Django site in one file, around what docs/applications.md says of settings.py."""
import sys

import django
from django.conf import settings
from django.core.management import call_command

recipe = {}
exec(open('recipe_settings.py').read(), recipe)

settings.configure(
    DEBUG=True,
    ROOT_URLCONF=__name__,
    SECRET_KEY='another-long-random-secret',
    ALLOWED_HOSTS=['localhost'],
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'site.sqlite3'}},
    DEFAULT_AUTO_FIELD='django.db.models.AutoField',
    INSTALLED_APPS=['django.contrib.auth', 'django.contrib.contenttypes', 'django.contrib.sessions', 'social_django'],
    MIDDLEWARE=[
        'django.contrib.sessions.middleware.SessionMiddleware',
        'django.contrib.auth.middleware.AuthenticationMiddleware',
    ],
    **{name: value for name, value in recipe.items() if name.isupper() and name != 'DEFAULT_AUTH_PIPELINE'},
)
django.setup()

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import include, path
from second_factor import second_factor_required

urlpatterns = [
    path('', login_required(lambda request: JsonResponse({'email': request.user.email, 'amr': request.session['amr']}))),
    path('step-up', lambda request: HttpResponseRedirect('/login/oidc/?acr_values=urn:countersign:acr:2')),
    path('admin', second_factor_required(lambda request: HttpResponse('welcome'))),
    path('', include('social_django.urls', namespace='social')),
]

call_command('migrate', verbosity=0)
call_command('runserver', f'localhost:{sys.argv[1]}', use_reloader=False)

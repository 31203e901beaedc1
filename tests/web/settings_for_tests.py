"""The settings of the pages, for tests: a place of its own, cheap passwords, nothing compressed."""

import os
import tempfile

os.environ["COMITY_HOME"] = tempfile.mkdtemp(prefix="comity-tests-")
os.environ.pop("COMITY_REGISTER", None)
os.mkdir(os.path.join(os.environ["COMITY_HOME"], "static"))  # whitenoise looks for it
os.environ["COMITY_DEMONSTRATION"] = "1"
OF_THE_TESTS = ("COMITY_RECORD", "COMITY_TEST_POSTGRES")  # they are no settings of an installation
_given = {name: os.environ.pop(name) for name in OF_THE_TESTS if name in os.environ}

from comity.web.settings import *  # noqa: E402, F403

os.environ.update(_given)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_SERVER = ACCOUNT_EMAIL_NOTIFICATIONS = True
STRICT_PAGES = True

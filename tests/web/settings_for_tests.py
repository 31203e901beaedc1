"""The settings of the pages, for tests: a place of its own, cheap passwords, nothing compressed."""

import os
import tempfile

os.environ["COMITY_HOME"] = tempfile.mkdtemp(prefix="comity-tests-")
os.environ.pop("COMITY_REGISTER", None)
os.mkdir(os.path.join(os.environ["COMITY_HOME"], "static"))  # whitenoise looks for it
os.environ["COMITY_DEMONSTRATION"] = "1"

from comity.web.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STRICT_PAGES = True

package counter

import _ "plugin"

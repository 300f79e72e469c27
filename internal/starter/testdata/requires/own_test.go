package requires

import _ "systems.course/comments"

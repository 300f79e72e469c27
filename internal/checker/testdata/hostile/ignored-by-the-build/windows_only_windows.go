package counter

import _ "syscall"

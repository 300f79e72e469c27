// Package process runs a command that is not trusted to end, to be quiet, to be
// modest or to clean up behind it: within limits, with bounded output, and with
// what it started gone afterwards.
//
// # Linux
//
// Each Run has a supervisor: this very program, started again as /proc/self/exe
// with an argument that an init function here knows, so that every program and
// every test binary that imports the package can do it. An init function of an
// imported package that does more than to fill variables would do that in each
// supervisor too.
//
//  1. The supervisor is a subreaper (prctl(2)): whoever loses a parent below it
//     becomes its child, after setsid(2) and two forks too.
//  2. Run has the one end of a pipe of orders. When it is closed, by Run or
//     because its process died, by SIGKILL too, the supervisor stops all
//     descendants, kills them, and looks again until wait4(2) knows no child.
//     That proves that nothing is left. It is bounded: what cannot be killed,
//     since it hangs in the kernel, makes an error of Run.
//  3. The command gets three pipes and no other file. The reports of the
//     supervisor have a pipe of their own.
//  4. If the supervisor is killed, the command dies with it (PR_SET_PDEATHSIG).
//     The process of Run is a subreaper as well and adopts the others: children
//     in another session than its own that are no supervisors. It kills those,
//     so it must not start processes in sessions of their own by other means.
//     Result.Escaped tells of it. If the supervisor is only stopped, it is
//     continued, and gets help in killing.
//  5. No descendant gains privileges by an execve(2) (PR_SET_NO_NEW_PRIVS), so
//     none can become somebody whom we may not kill. None leaves a core file.
//
// Memory and Processes are looked up every 50 ms in /proc, over all descendants.
// Resident memory decides first, since it is cheap; where that is too much, the
// proportional set size does, which counts shared pages once. There is no hard
// limit: RLIMIT_AS and RLIMIT_DATA count address space, of which the race
// detector takes terabytes; RLIMIT_NPROC counts all that the user runs. So a
// command can pass its limits for as long as a look takes, by some 100 MB or some
// hundred processes. When memory runs out before, the kernel is asked to take the
// command first (oom_score_adj). Memory that no process maps (a file in a tmpfs,
// a memfd that is only written to) is not counted. The Disk quota is walked every
// 200 ms, and at the end; RLIMIT_FSIZE bounds each file, wherever it lies. Files
// that are open and have no name, or lie in a folder that cannot be read, are not
// seen.
//
// With a [Sandbox], the supervisor is the first process of a process namespace,
// which bubblewrap makes. Nothing inside can signal it, and when it ends the
// kernel kills the others. So exit codes and signals come through as they are.
//
// # What code of the same user can still do
//
// Outside a sandbox, a command can signal every process of its user. It can kill
// the process of Run, after which the supervisor cleans up; if it kills both at
// once, processes in sessions of their own are left. It can stop both, or kill
// all that the user has, or read and write the user's files. Under root it can
// also write to the supervisor's pipes and so make up how it ended, but nothing
// of it is left even then.
//
// # Other ways that were weighed
//
// A process namespace for each command is the surest way, and what the sandbox
// is; but many containers allow none, and Ubuntu allows them to chosen programs
// only. Control groups need delegation by systemd or root. A process file
// descriptor (pidfd) names a process for sure, but finds no descendants; the
// identifiers here are used right after they were read.
//
// # Windows
//
// The command is created suspended, put into a job object, and resumed. The job
// ends with its last handle, so with the process of Run. Limits of the job lie
// above Memory and Processes, which are watched. There is no sandbox, no Quit,
// and no signal: what is killed has exit code 1. Nothing can leave the job.
//
// # macOS and other Unix
//
// The command leads a process group, which is killed when it ends. A descendant
// that leaves the group is not found: Left is always zero. When the process of Run is
// killed, the command goes on. Memory and Processes are not limited; Time, output
// and Disk are.
package process

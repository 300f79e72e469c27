package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// A running command, with the job object that has it and all its descendants.
// When the last handle of the job is closed, as it is when this process dies,
// Windows ends them.
type running struct {
	cmd    *exec.Cmd
	job    windows.Handle
	ended  chan struct{} // closed when the command has ended
	ending ending        // to be read when ended is closed
	err    error         // as ending
}

// start starts a command in a job. Without an error, end must be called.
func start(_ context.Context, c Command, files [3]*os.File) (*running, error) {
	if c.Sandbox != nil {
		return nil, errors.New("a sandbox needs Linux")
	}
	job, err := newJob(c)
	if err != nil {
		return nil, fmt.Errorf("making a job object: %w", err)
	}
	p := &running{cmd: exec.Command(c.Path, c.Args...), job: job, ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env = c.Dir, append([]string{}, c.Env...)
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = files[0], files[1], files[2]
	p.cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_SUSPENDED | windows.CREATE_NEW_PROCESS_GROUP}
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(err, windows.CloseHandle(job))
	}
	err = p.enter()
	go p.wait()
	if err == nil {
		return p, nil
	}
	err = errors.Join(err, p.cmd.Process.Kill()) // it is in no job, perhaps
	_, _, endErr := p.end()
	return nil, errors.Join(err, endErr)
}

// newJob makes a job whose limits lie above those that are watched: what meets a
// limit of a job is refused, and so would not be seen.
func newJob(c Command) (windows.Handle, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return 0, err
	}
	var info windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	info.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | windows.JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION
	if c.Memory > 0 {
		info.BasicLimitInformation.LimitFlags |= windows.JOB_OBJECT_LIMIT_JOB_MEMORY
		info.JobMemoryLimit = uintptr(c.Memory + c.Memory/2)
	}
	if c.Processes > 0 {
		info.BasicLimitInformation.LimitFlags |= windows.JOB_OBJECT_LIMIT_ACTIVE_PROCESS
		info.BasicLimitInformation.ActiveProcessLimit = uint32(c.Processes + 32)
	}
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info)))
	if err != nil {
		return 0, errors.Join(err, windows.CloseHandle(job))
	}
	return job, nil
}

// enter puts the suspended command into the job, and lets it run.
func (p *running) enter() (err error) {
	var assignErr error
	err = p.cmd.Process.WithHandle(func(handle uintptr) {
		assignErr = windows.AssignProcessToJobObject(p.job, windows.Handle(handle))
	})
	if err = errors.Join(err, assignErr); err != nil {
		return fmt.Errorf("assigning the command to its job: %w", err)
	}
	return resume(uint32(p.cmd.Process.Pid))
}

// resume lets a suspended process run, which has one thread yet.
func resume(pid uint32) (err error) {
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPTHREAD, 0)
	if err != nil {
		return fmt.Errorf("listing threads: %w", err)
	}
	defer func() { err = errors.Join(err, windows.CloseHandle(snapshot)) }()
	entry := windows.ThreadEntry32{Size: uint32(unsafe.Sizeof(windows.ThreadEntry32{}))}
	for err = windows.Thread32First(snapshot, &entry); err == nil; err = windows.Thread32Next(snapshot, &entry) {
		if entry.OwnerProcessID != pid {
			continue
		}
		thread, err := windows.OpenThread(windows.THREAD_SUSPEND_RESUME, false, entry.ThreadID)
		if err != nil {
			return fmt.Errorf("opening the command's thread: %w", err)
		}
		_, err = windows.ResumeThread(thread)
		return errors.Join(err, windows.CloseHandle(thread))
	}
	return fmt.Errorf("the command has no thread: %w", err)
}

func (p *running) wait() {
	defer close(p.ended)
	var exit *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		p.err = fmt.Errorf("waiting for the command: %w", err)
	}
	p.ending.exit = -1
	if p.cmd.ProcessState != nil {
		p.ending.exit = p.cmd.ProcessState.ExitCode()
	}
}

// exceeded returns the limit that the job is over. The most memory that it ever
// had committed counts.
func (p *running) exceeded(memory int64, most int) Limit {
	var info windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	if err := p.query(windows.JobObjectExtendedLimitInformation, unsafe.Pointer(&info), unsafe.Sizeof(info)); err != nil {
		return ""
	}
	active, err := p.active()
	switch {
	case err == nil && most > 0 && active > most:
		return OverProcesses
	case memory > 0 && uint64(info.PeakJobMemoryUsed) > uint64(memory):
		return OverMemory
	}
	return ""
}

// accounting is JOBOBJECT_BASIC_ACCOUNTING_INFORMATION.
type accounting struct {
	totalUser, totalKernel, periodUser, periodKernel int64
	faults, processes, active, terminated            uint32
}

// active is how many processes the job has.
func (p *running) active() (int, error) {
	var info accounting
	err := p.query(windows.JobObjectBasicAccountingInformation, unsafe.Pointer(&info), unsafe.Sizeof(info))
	return int(info.active), err
}

func (p *running) query(class int32, info unsafe.Pointer, size uintptr) error {
	return windows.QueryInformationJobObject(p.job, class, uintptr(info), uint32(size), nil)
}

// quit cannot ask for goroutines here.
func (p *running) quit() bool { return false }

// end kills the command and all its descendants. When it returns, ended is
// closed.
func (p *running) end() (left int, escaped bool, err error) {
	left, err = p.active()
	select {
	case <-p.ended:
	default:
		left = max(0, left-1) // the command itself
	}
	killErr := windows.TerminateJobObject(p.job, 1)
	<-p.ended
	return left, false, errors.Join(err, killErr, p.err, windows.CloseHandle(p.job))
}

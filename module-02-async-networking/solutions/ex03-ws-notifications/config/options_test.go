package config_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
)

func TestCheck(t *testing.T) {
	valid := config.Default()
	require.ErrorContains(t, valid.Check(), "token")
	valid.NoTokens = true
	require.NoError(t, valid.Check())
	for want, change := range map[string]func(*config.Options){
		"policy":           func(o *config.Options) { o.Policy = "none" },
		"queue is 0":       func(o *config.Options) { o.Queue = 0 },
		"queue is 9":       func(o *config.Options) { o.Queue = math.MaxInt },
		"log-events is 9":  func(o *config.Options) { o.LogEvents = math.MaxInt },
		"log-bytes":        func(o *config.Options) { o.LogBytes = o.MaxEvent },
		"idle is 20s":      func(o *config.Options) { o.Idle = 20 * time.Second },
		"write-timeout":    func(o *config.Options) { o.WriteTimeout = 0 },
		"first-id":         func(o *config.Options) { o.FirstID = 1 << 53 },
		"max-clients is 0": func(o *config.Options) { o.MaxClients = 0 },
	} {
		o := valid
		change(&o)
		require.ErrorContains(t, o.Check(), want)
	}
}

package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheGoalIsTheLiveHeapAndGOGCPercentMore(t *testing.T) {
	defer setting{100, 0}.apply()
	live := make([]byte, 64*mib)
	for _, percent := range []int{50, 100, 200, 400} {
		setting{percent, 0}.apply()
		goal, _ := churn(live, mib)
		require.InDelta(t, 1+float64(percent)/100, goal, 0.1)
	}
}

func TestALimitCloseToTheLiveHeapCollectsAllTheTime(t *testing.T) {
	defer setting{100, 0}.apply()
	live := make([]byte, 64*mib)
	setting{-1, 256}.apply()
	_, roomy := churn(live, 256*mib)
	setting{-1, 72}.apply()
	_, tight := churn(live, 256*mib)
	require.Greater(t, tight, 5*max(roomy, 1))
}

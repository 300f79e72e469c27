package deploy

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/json"
	strict "sigs.k8s.io/yaml"
)

const namespace = "course-grading"

// manifests are all objects of ../kubernetes, by kind.
type manifests struct {
	namespaces []core.Namespace
	policies   []networking.NetworkPolicy
	claims     []core.PersistentVolumeClaim
	jobs       []batch.Job
}

// load parses every manifest. An unknown or repeated field is an error, and so is
// a kind that no test looks at.
func load(t *testing.T) (m manifests) {
	t.Helper()
	names, err := filepath.Glob("../kubernetes/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
		for {
			document, err := documents.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, name)
			m.add(t, name, document)
		}
	}
	return m
}

func (m *manifests) add(t *testing.T, name string, document []byte) {
	t.Helper()
	var kind meta.TypeMeta
	require.NoError(t, strict.Unmarshal(document, &kind), name)
	switch kind.APIVersion + " " + kind.Kind {
	case "v1 Namespace":
		m.namespaces = append(m.namespaces, parse[core.Namespace](t, name, document))
	case "v1 ResourceQuota":
		require.Equal(t, namespace, parse[core.ResourceQuota](t, name, document).Namespace)
	case "v1 PersistentVolumeClaim":
		m.claims = append(m.claims, parse[core.PersistentVolumeClaim](t, name, document))
	case "networking.k8s.io/v1 NetworkPolicy":
		m.policies = append(m.policies, parse[networking.NetworkPolicy](t, name, document))
	case "batch/v1 Job":
		m.jobs = append(m.jobs, parse[batch.Job](t, name, document))
	default:
		t.Fatalf("%s: no test looks at %v", name, kind)
	}
}

func parse[T any](t *testing.T, name string, document []byte) (object T) {
	t.Helper()
	text, err := strict.YAMLToJSONStrict(document)
	require.NoError(t, err, name)
	// As the API server reads it: small and capital letters differ.
	problems, err := json.UnmarshalStrict(text, &object)
	require.NoError(t, err, name)
	require.Empty(t, problems, name)
	return object
}

func TestNamespaceAdmitsRestrictedPodsOnly(t *testing.T) {
	m := load(t)
	require.Len(t, m.namespaces, 1)
	require.Equal(t, namespace, m.namespaces[0].Name)
	require.Equal(t, "restricted", m.namespaces[0].Labels["pod-security.kubernetes.io/enforce"])
}

// TestNoPodHasANetwork: some policy selects the pod, for both directions, and
// none that selects it allows anything.
func TestNoPodHasANetwork(t *testing.T) {
	m := load(t)
	for _, job := range m.jobs {
		require.Equal(t, namespace, job.Namespace)
		denied := map[networking.PolicyType]bool{}
		for _, policy := range m.policies {
			require.Equal(t, namespace, policy.Namespace)
			selector, err := meta.LabelSelectorAsSelector(&policy.Spec.PodSelector)
			require.NoError(t, err)
			if !selector.Matches(labels.Set(job.Spec.Template.Labels)) {
				continue
			}
			require.Empty(t, policy.Spec.Ingress, policy.Name)
			require.Empty(t, policy.Spec.Egress, policy.Name)
			for _, direction := range policy.Spec.PolicyTypes {
				denied[direction] = true
			}
		}
		require.True(t, denied[networking.PolicyTypeIngress] && denied[networking.PolicyTypeEgress], job.Name)
	}
}

func TestPodsHaveFewRights(t *testing.T) {
	for _, job := range load(t).jobs {
		pod := job.Spec.Template.Spec
		require.False(t, pod.HostNetwork || pod.HostPID || pod.HostIPC, job.Name)
		require.Equal(t, new(false), pod.AutomountServiceAccountToken, job.Name)
		require.Equal(t, new(false), pod.EnableServiceLinks, job.Name)
		require.Equal(t, core.RestartPolicyNever, pod.RestartPolicy, job.Name)
		require.NotNil(t, pod.SecurityContext, job.Name)
		require.Equal(t, new(true), pod.SecurityContext.RunAsNonRoot, job.Name)
		require.NotZero(t, *pod.SecurityContext.RunAsUser, job.Name)
		require.Equal(t, core.SeccompProfileTypeRuntimeDefault, pod.SecurityContext.SeccompProfile.Type, job.Name)
		require.Empty(t, pod.InitContainers, "%s: look at these too", job.Name)
		require.Len(t, pod.Containers, 1, job.Name)
		requireFewRights(t, pod.Containers[0])
		for _, v := range pod.Volumes {
			require.Nil(t, v.HostPath, "%s: %s", job.Name, v.Name)
		}
	}
}

func requireFewRights(t *testing.T, c core.Container) {
	t.Helper()
	s := c.SecurityContext
	require.NotNil(t, s, c.Name)
	require.Nil(t, s.Privileged, c.Name)
	require.Equal(t, new(false), s.AllowPrivilegeEscalation, c.Name)
	require.Equal(t, new(true), s.ReadOnlyRootFilesystem, c.Name)
	require.Equal(t, []core.Capability{"ALL"}, s.Capabilities.Drop, c.Name)
	require.Empty(t, s.Capabilities.Add, c.Name)
	require.Nil(t, s.RunAsUser, "the pod's is meant")
	for _, r := range []core.ResourceName{core.ResourceCPU, core.ResourceMemory, core.ResourceEphemeralStorage} {
		limit := c.Resources.Limits[r]
		require.False(t, limit.IsZero(), "%s: no limit of %s", c.Name, r)
	}
}

// TestJobsEnd: nothing hangs for ever, and nothing stays for ever.
func TestJobsEnd(t *testing.T) {
	for _, job := range load(t).jobs {
		require.NotNil(t, job.Spec.TTLSecondsAfterFinished, job.Name)
		require.NotNil(t, job.Spec.Template.Spec.ActiveDeadlineSeconds, job.Name)
	}
}

// TestAPodSeesOneAttempt: the pod that runs strangers' code has one attempt, read
// only, and writes to one report's folder.
func TestAPodSeesOneAttempt(t *testing.T) {
	m := load(t)
	at := slices.IndexFunc(m.jobs, func(j batch.Job) bool { return j.Name == "grade" })
	require.GreaterOrEqual(t, at, 0)
	job := m.jobs[at]
	require.Equal(t, new(batch.IndexedCompletion), job.Spec.CompletionMode)
	container := job.Spec.Template.Spec.Containers[0]
	require.Empty(t, container.Command, "the image's entry point makes the build cache")
	index := slices.IndexFunc(container.Env, func(e core.EnvVar) bool { return e.Name == "INDEX" })
	require.GreaterOrEqual(t, index, 0)
	require.Equal(t, "metadata.annotations['"+batch.JobCompletionIndexAnnotation+"']", container.Env[index].ValueFrom.FieldRef.FieldPath)
	for _, mount := range container.VolumeMounts {
		switch mount.Name {
		case "attempts":
			require.True(t, mount.ReadOnly)
			fallthrough
		case "reports":
			require.Equal(t, "$(INDEX)", mount.SubPathExpr, mount.Name)
		default:
			require.Equal(t, "tmp", mount.Name)
		}
	}
}

// TestVolumesAreThere: each mount has its volume, and each claim its manifest.
func TestVolumesAreThere(t *testing.T) {
	m := load(t)
	claims := map[string]bool{}
	for _, c := range m.claims {
		require.Equal(t, namespace, c.Namespace)
		claims[c.Name] = true
	}
	for _, job := range m.jobs {
		volumes := map[string]bool{}
		for _, v := range job.Spec.Template.Spec.Volumes {
			volumes[v.Name] = true
			if v.PersistentVolumeClaim != nil {
				require.True(t, claims[v.PersistentVolumeClaim.ClaimName], "%s: %s", job.Name, v.Name)
			} else {
				require.NotNil(t, v.EmptyDir.SizeLimit, "%s: %s", job.Name, v.Name)
			}
		}
		for _, mount := range job.Spec.Template.Spec.Containers[0].VolumeMounts {
			require.True(t, volumes[mount.Name], "%s: %s", job.Name, mount.Name)
		}
	}
}

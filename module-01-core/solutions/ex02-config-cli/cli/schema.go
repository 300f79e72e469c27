package cli

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"systems.course/confctl"
	"systems.course/confctl/doc"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			version := "unknown"
			if info, ok := debug.ReadBuildInfo(); ok {
				version = info.Main.Version
			}
			a.printf("confctl %s\n", version)
			return nil
		},
	}
}

func (a *app) schemaCommand() *cobra.Command {
	asJSON := false
	c := &cobra.Command{
		Use: "schema", Short: "Print the schema's keys, or a JSON Schema of the files", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.loadSchema(); err != nil {
				return err
			}
			if asJSON {
				return a.printValue(doc.JSON, jsonSchema(a.schema))
			}
			return a.printSchema()
		},
	}
	c.Flags().BoolVar(&asJSON, "json-schema", false, "print a JSON Schema (2020-12), which editors can use")
	return c
}

func (a *app) printSchema() error {
	var rows []row
	for _, k := range a.schema.Keys {
		note := k.Doc
		if k.Deprecated != "" {
			note = "deprecated: use " + k.Deprecated
		}
		rows = append(rows, row{k.Name, k.Allows(), a.shown(k.Default), k.Required, k.Env, note})
	}
	return a.print([]string{"key", "allowed", "default", "required", "variable", "doc"}, rows)
}

// jsonSchema is a schema for the files, as JSON Schema's draft 2020-12 has it.
func jsonSchema(s *confctl.Schema) map[string]any {
	root := object()
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "configuration of " + s.App
	for _, k := range s.Keys {
		table := root
		parts := strings.Split(k.Name, ".")
		for _, part := range parts[:len(parts)-1] {
			properties := table["properties"].(map[string]any)
			if properties[part] == nil {
				properties[part] = object()
			}
			table = properties[part].(map[string]any)
		}
		table["properties"].(map[string]any)[parts[len(parts)-1]] = keySchema(k)
	}
	return root
}

func object() map[string]any {
	return map[string]any{"type": "object", "properties": map[string]any{}, "additionalProperties": false}
}

func keySchema(k *confctl.Key) map[string]any {
	m := typeSchema(k, k.Type)
	if k.Doc != "" {
		m["description"] = k.Doc
	}
	if k.Deprecated != "" {
		m["deprecated"] = true
	}
	if k.Type.Secret() {
		m["writeOnly"] = true
	} else if k.Default != nil {
		m["default"] = confctl.Plain(k.Default)
	}
	return m
}

func typeSchema(k *confctl.Key, t confctl.Type) map[string]any {
	whole := t.Elem != nil || k.Type.Elem == nil // the bounds are for this level
	bound := func(m map[string]any, low, high string) map[string]any {
		if whole && k.Min != nil {
			m[low] = k.Min
		}
		if whole && k.Max != nil {
			m[high] = k.Max
		}
		return m
	}
	var m map[string]any
	switch t.Kind {
	case confctl.KindList:
		return bound(map[string]any{"type": "array", "items": typeSchema(k, *t.Elem)}, "minItems", "maxItems")
	case confctl.KindMap:
		return bound(map[string]any{"type": "object", "additionalProperties": typeSchema(k, *t.Elem)}, "minProperties", "maxProperties")
	case confctl.KindInt:
		m = bound(map[string]any{"type": "integer"}, "minimum", "maximum")
	case confctl.KindFloat:
		m = bound(map[string]any{"type": "number"}, "minimum", "maximum")
	case confctl.KindBool:
		m = map[string]any{"type": "boolean"}
	case confctl.KindDuration:
		m = map[string]any{"type": "string", "pattern": `^[-+]?([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+$|^0$`}
	case confctl.KindSize:
		m = map[string]any{"type": []any{"string", "integer"}, "pattern": `^[0-9]+ ?([kKMGTP]?B|[KMGTP]iB)?$`}
	case confctl.KindURL:
		m = bound(map[string]any{"type": "string", "format": "uri"}, "minLength", "maxLength")
	default:
		m = bound(map[string]any{"type": "string"}, "minLength", "maxLength")
	}
	if k.Allowed != nil {
		m["enum"] = confctl.Plain(k.Allowed)
	}
	if k.Pattern != "" {
		m["pattern"] = fmt.Sprintf("^(?:%s)$", k.Pattern)
	}
	return m
}

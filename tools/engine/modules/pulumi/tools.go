//go:build tools

// Package tools pins the Pulumi CLI; the binary is built from the module's own main package.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"

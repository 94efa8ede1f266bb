// Command pulumi-resource-kubernetes serves Pulumi's own Kubernetes provider.
//
// The provider is a library with a main package that embeds a generated schema. That schema lies in
// the module but not beside this file, so the build step copies both JSON files out of the module
// cache (see ../../versions.py) and this main embeds them.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

//go:embed schema.json
var schema []byte

//go:embed terraform-mapping.json
var terraformMapping []byte

// version is set by the linker to the version of the Python SDK that this provider is built for.
var version string

func main() {
	provider.Serve("kubernetes", version, schema, terraformMapping)
}

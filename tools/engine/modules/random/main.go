// Command pulumi-resource-random serves the Terraform provider "random" under the tokens and names
// of the Python package pulumi-random.
package main

import (
	"context"
	"io"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfgen"
	bridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/terraform-providers/terraform-provider-random/shim"
)

// version is set by the linker to the version of the Python SDK that this provider is built for.
var version = "0.0.0"

// resources maps the upstream's resource types to the type names of pulumi-random.
var resources = map[string]string{
	"random_bytes":    "RandomBytes",
	"random_id":       "RandomId",
	"random_integer":  "RandomInteger",
	"random_password": "RandomPassword",
	"random_pet":      "RandomPet",
	"random_shuffle":  "RandomShuffle",
	"random_string":   "RandomString",
	"random_uuid":     "RandomUuid",
}

func providerInfo() bridge.ProviderInfo {
	info := bridge.ProviderInfo{
		P:            tfbridge.ShimProvider(shim.New()),
		Name:         "random",
		Version:      version,
		Resources:    map[string]*bridge.ResourceInfo{},
		MetadataInfo: bridge.NewProviderMetadata([]byte("{}")),
	}
	for upstream, name := range resources {
		token := tokens.Type("random:index/" + lowerFirst(name) + ":" + name)
		info.Resources[upstream] = &bridge.ResourceInfo{Tok: token}
	}
	return info
}

func lowerFirst(name string) string { return string(name[0]+'a'-'A') + name[1:] }

func main() {
	ctx := context.Background()
	info := providerInfo()
	tfbridge.Main(ctx, "random", info, tfbridge.ProviderMetadata{
		XGetSchema: func(ctx context.Context, _ plugin.GetSchemaRequest) ([]byte, error) {
			sink := diag.DefaultSink(io.Discard, io.Discard, diag.FormatOptions{Color: colors.Never})
			generated, err := tfgen.GenerateSchema(ctx, tfgen.GenerateSchemaOptions{
				ProviderInfo: info, DiagnosticsSink: sink, XInMemoryDocs: true,
			})
			if err != nil {
				return nil, err
			}
			return generated.ProviderMetadata.PackageSchema, nil
		},
	})
}

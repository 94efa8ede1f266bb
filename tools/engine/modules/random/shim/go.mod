module github.com/terraform-providers/terraform-provider-random/shim

go 1.24

require (
	github.com/hashicorp/terraform-plugin-framework v1.14.1
	github.com/terraform-providers/terraform-provider-random v1.3.2-0.20250422105519-bc2ddb552b46
)

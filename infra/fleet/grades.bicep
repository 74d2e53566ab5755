// What the app calls of Azure Resource Manager, and nothing else: a test runs reactions and rollouts with exactly these lists.

@description('Fleets without a registry: are the machines there, and how are they?')
@export()
var watchActions = [
  'Microsoft.Compute/virtualMachineScaleSets/read'
  'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/read'
  // Machines of Flexible scale sets.
  'Microsoft.Compute/virtualMachines/read'
]

@description('Also register machines, by their addresses.')
@export()
var reactActions = concat(watchActions, [
  'Microsoft.Compute/virtualMachineScaleSets/networkInterfaces/read'
  'Microsoft.Network/networkInterfaces/read'
  // Fleets whose machines are called at their public addresses.
  'Microsoft.Compute/virtualMachineScaleSets/publicIPAddresses/read'
  'Microsoft.Network/publicIPAddresses/read'
])

@description('What a new scale set refers to: where that is in other resource groups than the scale sets.')
@export()
var sharedActions = [
  'Microsoft.Compute/images/read'
  'Microsoft.Compute/galleries/images/read'
  'Microsoft.Compute/galleries/images/versions/read'
  'Microsoft.Compute/diskEncryptionSets/read'
  'Microsoft.Network/virtualNetworks/usages/read'
  'Microsoft.Network/virtualNetworks/subnets/join/action'
  'Microsoft.Network/networkSecurityGroups/join/action'
  'Microsoft.Network/applicationSecurityGroups/joinIpConfiguration/action'
  'Microsoft.Network/publicIPPrefixes/join/action'
  'Microsoft.Network/loadBalancers/read'
  'Microsoft.Network/loadBalancers/backendAddressPools/join/action'
  'Microsoft.Network/loadBalancers/inboundNatPools/join/action'
  'Microsoft.Network/loadBalancers/probes/join/action'
  'Microsoft.Network/applicationGateways/backendAddressPools/join/action'
  'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action'
]

@description('Also bring new images to fleets.')
@export()
var rolloutActions = concat(reactActions, sharedActions, [
  'Microsoft.Compute/virtualMachineScaleSets/write'
  'Microsoft.Compute/virtualMachineScaleSets/delete'
  'Microsoft.Compute/virtualMachineScaleSets/manualUpgrade/action'
  'Microsoft.Insights/autoscaleSettings/write'
  'Microsoft.Insights/autoscaleSettings/delete'
  'Microsoft.Insights/metrics/read'
  'Microsoft.Authorization/locks/read'
])

@description('What rollouts ask of the subscription: it has no resource group.')
@export()
var subscriptionActions = [
  'Microsoft.Compute/locations/operations/read'
  'Microsoft.Compute/locations/usages/read'
  'Microsoft.Compute/locations/publishers/artifacttypes/offers/skus/versions/read'
  // Which settings scale a fleet's scale sets is found only by reading all of them.
  'Microsoft.Insights/autoscaleSettings/read'
]

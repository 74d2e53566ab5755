@description('The type and name of the resource that is reached by it, in the same group.')
param targetType string
param targetName string

@description('Which of its services, as `blob`.')
param service string

@description('The private DNS zone of that service.')
param zone string

@description('The network, in the same group.')
param networkName string

param location string
param tags object

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' existing = {
  name: networkName

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

resource dnsZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: zone
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks@2024-06-01' = {
    name: networkName
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-07-01' = {
  name: 'pe-${targetName}-${service}'
  location: location
  tags: tags
  properties: {
    subnet: { id: network::endpoints.id }
    privateLinkServiceConnections: [
      { name: service, properties: { privateLinkServiceId: resourceId(targetType, targetName), groupIds: [service] } }
    ]
  }

  resource zones 'privateDnsZoneGroups@2024-07-01' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: service, properties: { privateDnsZoneId: dnsZone.id } }]
    }
  }
}

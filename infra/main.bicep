targetScope = 'subscription'

metadata name = 'Fleet Conductor'
metadata description = 'The function app with what it needs, what tells it of scale sets, what it may do to them, and what tells of it.'

import { fleetGroup } from 'fleet/types.bicep'

@description('Names the installation; resources are named by it. azd gives it.')
@minLength(1)
@maxLength(20)
param environmentName string

@description('Where everything is but what knows no region.')
param location string

@description('Who deploys: may look into storage and set secrets. azd gives it.')
param principalId string = ''

@description('What principalId is.')
@allowed(['User', 'ServicePrincipal', 'Group'])
param principalType string = 'User'

@description('How callers are known: `keys`, or `entra` for people and programs of the tenant.')
@allowed(['keys', 'entra'])
param accessMode string = 'keys'

@description('The app registration of the sign-in; hooks/preprovision makes it when accessMode is entra.')
param entraClientId string = ''

@description('Other programs that may call the API with tokens of their own, by client id; the Azure CLI is one of them anyway.')
param entraAllowedClients array = []

@description('The Octopus server, as https://octopus.example; none without it.')
param octopusUrl string = ''

@description('Its API key, kept in Key Vault. Left out, the one that is there stays.')
@secure()
param octopusApiKey string = ''

@description('In place of a key: the id of the Octopus service account that trusts the app\'s identity.')
param octopusServiceAccountId string = ''

@description('Secrets that policies name, as `web-ssh-key`: the setting ROLLOUT_SECRET_WEB_SSH_KEY refers to the secret rollout-web-ssh-key, which is yours to set.')
param rolloutSecrets array = []

@description('The resource groups of the scale sets, and what may be done there: watch, react, or rollouts.')
param fleetGroups fleetGroup[] = []

@description('Resource groups of subnets, load balancers, galleries and identities that scale sets of rollouts use, where these are other ones.')
param sharedGroups array = []

@description('Whether custom roles are defined and given. Whoever deploys must be Owner or User Access Administrator for it.')
param assignRoles bool = true

@description('The system topic of this subscription, where there is one already: a subscription has only one. It needs a system-assigned identity.')
param systemTopicName string = ''

@description('The resource group of that topic.')
param systemTopicGroup string = ''

@description('A network of its own, with private endpoints for storage and Key Vault.')
param vnetEnabled bool = false

@description('The address space of that network, a /23 or more.')
param vnetAddressSpace string = '10.90.0.0/23'

@description('The Durable Task Scheduler in place of storage queues for orchestrations.')
param schedulerEnabled bool = false

@description('Node.js of the app.')
@allowed(['22', '24'])
param nodeVersion string = '22'

@description('The most instances that there may be. Orchestrations are shared by four at most.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Instances that are never taken away, for orchestrations. None: the first hint after a pause waits for a start.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('Within how many minutes each fleet is reconciled.')
@minValue(1)
@maxValue(60)
param reconcileMinutes int = 5

@description('Who hears of alerts.')
param alertEmails array = []

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var ownGroup = 'rg-${environmentName}'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: ownGroup
  location: location
  tags: tags
}

// All by name: what a module needs of another is found by its name there, so that a preview of changes sees everything.
var names = {
  identity: 'id-fc-${token}'
  signIn: 'id-fc-signin-${token}'
  network: 'vnet-fc-${token}'
  workspace: 'log-fc-${token}'
  insights: 'appi-fc-${token}'
  storage: 'stfc${token}'
  vault: 'kv-fc-${token}'
  scheduler: 'dts-fc-${token}'
  plan: 'plan-fc-${token}'
  app: 'func-fc-${token}'
}

module identity 'app/identity.bicep' = {
  scope: group
  name: 'identity'
  params: {
    name: names.identity
    signInName: names.signIn
    withSignIn: accessMode == 'entra'
    location: location
    tags: tags
  }
}

module network 'app/network.bicep' = if (vnetEnabled) {
  scope: group
  name: 'network'
  params: { name: names.network, addressSpace: vnetAddressSpace, location: location, tags: tags }
}

module monitoring 'app/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    workspaceName: names.workspace
    insightsName: names.insights
    identityName: names.identity
    location: location
    tags: tags
  }
  dependsOn: [identity]
}

module storage 'app/storage.bicep' = {
  scope: group
  name: 'storage'
  params: {
    name: names.storage
    identityName: names.identity
    principalId: principalId
    principalType: principalType
    isPrivate: vnetEnabled
    networkName: names.network
    location: location
    tags: tags
  }
  dependsOn: [identity, network]
}

module vault 'app/vault.bicep' = {
  scope: group
  name: 'vault'
  params: {
    name: names.vault
    identityName: names.identity
    principalId: principalId
    principalType: principalType
    octopusApiKey: octopusApiKey
    isPrivate: vnetEnabled
    networkName: names.network
    location: location
    tags: tags
  }
  dependsOn: [identity, network]
}

module scheduler 'app/scheduler.bicep' = if (schedulerEnabled) {
  scope: group
  name: 'scheduler'
  params: {
    name: names.scheduler
    identityName: names.identity
    principalId: principalId
    principalType: principalType
    location: location
    tags: tags
  }
  dependsOn: [identity]
}

module app 'app/app.bicep' = {
  scope: group
  name: 'app'
  params: {
    name: names.app
    planName: names.plan
    installation: environmentName
    identityName: names.identity
    signInName: names.signIn
    storageName: names.storage
    insightsName: names.insights
    vaultName: names.vault
    accessMode: accessMode
    entraClientId: entraClientId
    entraAllowedClients: entraAllowedClients
    octopusUrl: octopusUrl
    octopusServiceAccountId: octopusServiceAccountId
    rolloutSecrets: rolloutSecrets
    schedulerEnabled: schedulerEnabled
    schedulerEndpoint: scheduler.?outputs.endpoint ?? ''
    networkName: vnetEnabled ? names.network : ''
    nodeVersion: nodeVersion
    maximumInstances: maximumInstances
    alwaysReadyInstances: alwaysReadyInstances
    reconcileMinutes: reconcileMinutes
    location: location
    tags: tags
  }
  dependsOn: [storage, vault, monitoring]
}

var makesTopic = empty(systemTopicName)
var topicName = makesTopic ? 'evgt-fc-${token}' : systemTopicName
var topicGroup = makesTopic || empty(systemTopicGroup) ? ownGroup : systemTopicGroup

module topic 'fleet/topic.bicep' = if (makesTopic) {
  scope: group
  name: 'topic'
  params: { name: topicName, tags: tags }
}

module deadLetters 'fleet/dead-letters.bicep' = {
  scope: group
  name: 'dead-letters'
  params: { storageName: names.storage, topicName: topicName, topicGroup: topicGroup }
  dependsOn: [storage, topic]
}

module roles 'fleet/roles.bicep' = if (assignRoles) {
  name: 'roles-${token}'
  params: {
    suffix: environmentName
    grades: map(fleetGroups, each => each.grade)
    identityName: names.identity
    identityGroup: ownGroup
  }
  dependsOn: [identity]
}

module fleetRoles 'fleet/group-roles.bicep' = [
  for each in fleetGroups: if (assignRoles) {
    scope: resourceGroup(each.name)
    name: 'fleet-${token}-${uniqueString(each.name)}'
    params: {
      roleName: guid(subscription().id, environmentName, each.grade)
      identityName: names.identity
      identityGroup: ownGroup
    }
    dependsOn: [roles]
  }
]

module sharedRoles 'fleet/group-roles.bicep' = [
  for name in sharedGroups: if (assignRoles) {
    scope: resourceGroup(name)
    name: 'shared-${token}-${uniqueString(name)}'
    params: {
      roleName: guid(subscription().id, environmentName, 'shared')
      identityName: names.identity
      identityGroup: ownGroup
    }
    dependsOn: [roles]
  }
]

module alerts 'app/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    prefix: 'fc-${token}'
    workspaceName: names.workspace
    topicName: topicName
    topicGroup: topicGroup
    reconcileMinutes: reconcileMinutes
    emails: alertEmails
    location: location
    tags: tags
  }
  dependsOn: [monitoring, topic]
}

module workbook 'app/workbook.bicep' = {
  scope: group
  name: 'workbook'
  params: {
    insightsName: names.insights
    title: 'Fleet Conductor ${environmentName}'
    location: location
    tags: tags
  }
  dependsOn: [monitoring]
}

output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP_NAME string = names.app
output AZURE_FUNCTION_APP_URL string = app.outputs.url
output AZURE_KEY_VAULT_NAME string = names.vault
output AZURE_STORAGE_ACCOUNT_NAME string = names.storage
output FLEET_TOPIC_NAME string = topicName
output FLEET_TOPIC_GROUP string = topicGroup
output FLEET_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output FLEET_SIGN_IN_IDENTITY_PRINCIPAL_ID string = identity.outputs.signInPrincipalId

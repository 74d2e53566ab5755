param name string
param planName string

@description('The mark on what this installation owns.')
param installation string

@description('The identity that acts, and the one that signs people in.')
param identityName string
param signInName string

param storageName string
param insightsName string
param vaultName string
param accessMode string
param entraClientId string
param entraAllowedClients array
param octopusUrl string
param octopusServiceAccountId string
param rolloutSecrets array
@description('Whether orchestrations are the Durable Task Scheduler\'s, and where that is; else storage queues.')
param schedulerEnabled bool
param schedulerEndpoint string

@description('The network; none: the internet.')
param networkName string

param nodeVersion string
param maximumInstances int
param alwaysReadyInstances int
param reconcileMinutes int
param location string
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource signInIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = if (signsIn) {
  name: signInName
}

resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

var signsIn = accessMode == 'entra'

// A reference in place of a value: the app reads it with its identity, and whoever reads the settings sees where it is.
func secret(vault string, name string) string => '@Microsoft.KeyVault(VaultName=${vault};SecretName=${name})'

var octopusSettings = empty(octopusUrl)
  ? {}
  : union(
      { OCTOPUS_URL: octopusUrl },
      empty(octopusServiceAccountId)
        ? { OCTOPUS_API_KEY: secret(vaultName, 'octopus-api-key') }
        : { OCTOPUS_SERVICE_ACCOUNT_ID: octopusServiceAccountId }
    )

var secretSettings = toObject(
  rolloutSecrets,
  each => 'ROLLOUT_SECRET_${toUpper(replace(each, '-', '_'))}',
  each => secret(vaultName, 'rollout-${each}')
)

var schedulerSettings = schedulerEnabled
  ? {
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identity.properties.clientId}'
      TASKHUB_NAME: 'FleetConductor'
      // host.json stays what it is everywhere else.
      AzureFunctionsJobHost__extensions__durableTask__hubName: 'FleetConductor'
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
    }
  : {}

var signInSettings = signsIn ? { OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: signInIdentity.?properties.clientId } : {}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: union({ '${identity.id}': {} }, signsIn ? { '${signInIdentity.id}': {} } : {})
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: empty(networkName)
      ? null
      : resourceId('Microsoft.Network/virtualNetworks/subnets', networkName, 'app')
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}app-package'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'durable', instanceCount: alwaysReadyInstances }]
      }
      runtime: { name: 'node', version: nodeVersion }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
    }
  }

  resource settings 'config@2024-11-01' = {
    name: 'appsettings'
    properties: union(
      {
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identity.properties.clientId
        AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
        AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
        AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
        APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
        // Of the identities it is the one that acts.
        AZURE_CLIENT_ID: identity.properties.clientId
        STATE_TABLES_ENDPOINT: storage.properties.primaryEndpoints.table
        INSTALLATION_NAME: installation
        ACCESS_MODE: accessMode
        RECONCILE_MINUTES: string(reconcileMinutes)
      },
      octopusSettings,
      secretSettings,
      schedulerSettings,
      signInSettings
    )
  }

  resource publishing 'basicPublishingCredentialsPolicies@2024-11-01' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource ftp 'basicPublishingCredentialsPolicies@2024-11-01' = {
    name: 'ftp'
    properties: { allow: false }
  }
}

module signIn 'sign-in.bicep' = if (signsIn) {
  name: 'sign-in'
  params: { appName: app.name, clientId: entraClientId, allowedClients: entraAllowedClients }
}

output url string = 'https://${app.properties.defaultHostName}'

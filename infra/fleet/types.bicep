@description('A resource group with scale sets of fleets, and what may be done there.')
@export()
type fleetGroup = {
  @description('Its name.')
  name: string

  @description('`watch`: fleets without a registry are looked at. `react`: their machines are registered and deployed to as well. `rollouts`: new images are brought to them too.')
  grade: 'watch' | 'react' | 'rollouts'
}

import { BICEP_VERSION, findBicep } from './bicep/find-bicep.ts';
import { PARAMETER_SETS, snapshotOf } from './bicep/snapshots.ts';

/** `npm run infra`: works out anew what each parameter set of infra/snapshots comes to. */
const bicep = findBicep();
if (bicep === undefined) {
  console.error(
    `The Bicep CLI ${BICEP_VERSION} is not here: dotnet restore tools/bicep.csproj --packages .bicep brings it.`,
  );
  process.exit(1);
}
for (const name of Object.keys(PARAMETER_SETS)) {
  const { status, said } = snapshotOf(bicep, name, 'overwrite');
  if (status !== 0) {
    console.error(said);
    process.exit(1);
  }
}

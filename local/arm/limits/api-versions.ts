import { ArmError } from '../errors.ts';

/**
 * The versions whose answers are told apart, per family of types. Any other date is answered as the nearest older one of
 * these, today's newest and what comes after it included; before the first there was nothing.
 */
const COMPUTE =
  '2015-06-15 2016-03-30 2016-04-30-preview 2017-03-30 2017-12-01 2018-04-01 2018-06-01 2018-10-01 2019-03-01 2019-07-01 2019-12-01 2020-06-01 2020-12-01 2021-03-01 2021-04-01 2021-07-01 2021-11-01 2022-03-01 2022-08-01 2022-11-01 2023-03-01 2023-07-01 2023-09-01 2024-03-01 2024-07-01 2024-11-01 2025-04-01 2025-11-01 2026-03-01 2026-04-01';
const GALLERY =
  '2018-06-01 2019-03-01 2019-07-01 2019-12-01 2020-09-30 2021-07-01 2021-10-01 2022-03-03 2022-08-03 2023-07-03 2024-03-03 2025-03-03 2025-12-03';
const NETWORK =
  '2015-05-01-preview 2015-06-15 2016-03-30 2016-12-01 2017-10-01 2018-11-01 2019-06-01 2019-09-01 2019-11-01 2020-06-01 2020-11-01 2021-02-01 2021-05-01 2021-08-01 2022-01-01 2022-05-01 2022-07-01 2022-11-01 2023-02-01 2023-04-01 2023-06-01 2023-09-01 2023-11-01 2024-01-01 2024-03-01 2024-05-01 2024-07-01 2025-01-01 2025-05-01 2025-09-01 2026-01-01';
const AUTOSCALE = '2014-04-01 2015-04-01 2021-05-01-preview 2022-10-01';
const METRICS = '2016-09-01 2017-05-01-preview 2018-01-01 2019-07-01 2021-05-01 2023-10-01 2024-02-01';
const RESOURCE_GRAPH = '2018-09-01-preview 2019-04-01 2021-03-01 2022-10-01 2024-04-01';
/** The front door's own types: subscriptions, resource groups, providers. */
const RESOURCES =
  '2014-04-01 2015-01-01 2015-11-01 2016-06-01 2016-09-01 2017-05-10 2018-05-01 2019-05-01 2019-10-01 2020-06-01 2021-04-01 2022-09-01 2022-12-01 2023-07-01 2024-03-01 2025-04-01';

const LOCKS = '2015-01-01 2016-09-01 2017-04-01 2020-05-01';

const FAMILIES: Array<[RegExp, string]> = [
  [/Microsoft\.Insights\/metrics$/i, METRICS],
  [/Microsoft\.Authorization\/locks/i, LOCKS],
  [/Microsoft\.Compute\/galleries/i, GALLERY],
  [/Microsoft\.Network/i, NETWORK],
  [/Microsoft\.Insights/i, AUTOSCALE],
  [/Microsoft\.ResourceGraph/i, RESOURCE_GRAPH],
  [/Microsoft\.Compute/i, COMPUTE],
  [/./, RESOURCES],
];
const families = FAMILIES.map(([pattern, versions]) => ({ pattern, versions: versions.split(' ') }));

const LOCATIONS = 'eastus, eastus2, westus, westus2, centralus, northeurope, westeurope, uksouth';

/**
 * Refuses a request without api-version, with one that is no date, or with one from before the type at `path` (as in
 * OpenAPI) existed. `locate` tells for which location the refusal speaks.
 */
export function requireApiVersion(path: string, version: string | null, locate: () => string): void {
  if (version === null || version === '')
    throw new ArmError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  const { versions } = families.find(({ pattern }) => pattern.test(path)) ?? { versions: [] };
  if (isVersion(version) && version >= (versions[0] ?? '')) return;
  const supported = versions.join(', ');
  if (!/\/providers\/./.test(path))
    throw new ArmError(
      400,
      'InvalidApiVersionParameter',
      `The api-version '${version}' is invalid. The supported versions are '${supported}'.`,
    );
  throw new ArmError(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '${locate()}' and API version '${version}' for type '${typeOf(path)}'. The supported api-versions are '${supported}'. The supported locations are '${LOCATIONS}'.`,
  );
}

/** A day, stable or a preview: `2026-04-01`, `2016-04-30-preview`. */
function isVersion(version: string): boolean {
  const [, day = ''] = /^(\d{4}-\d\d-\d\d)(-[a-z]*preview)?$/i.exec(version) ?? [];
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

function typeOf(path: string): string {
  const [, rest = ''] = /\/providers\/[^/]+\/(.*)$/.exec(path) ?? [];
  return rest
    .split('/')
    .filter((part) => !part.startsWith('{'))
    .join('/');
}

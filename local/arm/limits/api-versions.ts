import { ArmError } from '../errors.ts';

/** The versions each provider is known to answer; a date in between is unknown to it. */
const COMPUTE =
  '2015-06-15 2016-03-30 2016-04-30-preview 2017-03-30 2017-12-01 2018-04-01 2018-06-01 2018-10-01 2019-03-01 2019-07-01 2019-12-01 2020-06-01 2020-12-01 2021-03-01 2021-04-01 2021-07-01 2021-11-01 2022-03-01 2022-08-01 2022-11-01 2023-03-01 2023-07-01 2023-09-01 2024-03-01 2024-07-01 2024-11-01 2025-04-01 2025-11-01 2026-03-02 2026-04-01';
const GALLERY =
  '2019-12-01 2020-09-30 2021-07-01 2021-10-01 2022-03-03 2022-08-03 2023-07-03 2024-03-03 2025-03-03 2025-12-03';
const NETWORK =
  '2016-12-01 2017-10-01 2018-11-01 2019-06-01 2019-09-01 2019-11-01 2020-06-01 2020-11-01 2021-02-01 2021-05-01 2021-08-01 2022-01-01 2022-05-01 2022-07-01 2022-11-01 2023-02-01 2023-04-01 2023-06-01 2023-09-01 2023-11-01 2024-01-01 2024-03-01 2024-05-01 2024-07-01 2025-01-01 2025-05-01 2026-01-01';
/** The interfaces of scale sets have a list of their own, which ends early. */
const SCALE_SET_NICS =
  '2015-06-15 2016-03-30 2016-04-30-preview 2016-06-01 2016-07-01 2016-08-01 2016-09-01 2017-03-30 2017-12-01 2018-04-01 2018-06-01 2018-10-01';
const AUTOSCALE = '2014-04-01 2015-04-01 2021-05-01-preview 2022-10-01';
const METRICS = '2018-01-01 2019-07-01 2021-05-01 2023-10-01 2024-02-01';
const RESOURCE_GRAPH = '2019-04-01 2021-03-01 2022-10-01 2024-04-01';

const VERSIONS: Array<[RegExp, string]> = [
  [/Microsoft\.Insights\/metrics$/i, METRICS],
  [/virtualMachineScaleSets\/.*networkInterfaces/i, SCALE_SET_NICS],
  [/Microsoft\.Compute\/galleries/i, GALLERY],
  [/Microsoft\.Network/i, NETWORK],
  [/Microsoft\.Insights/i, AUTOSCALE],
  [/Microsoft\.ResourceGraph/i, RESOURCE_GRAPH],
  [/Microsoft\.Compute/i, COMPUTE],
];
const lists = VERSIONS.map(([pattern, versions]) => ({ pattern, versions: new Set(versions.split(' ')) }));

/** Refuses a missing api-version, and one that the type at `path` (as in OpenAPI) does not have. Status polls take any. */
export function requireApiVersion(path: string, version: string | null): void {
  if (version === null || version === '')
    throw new ArmError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  if (/\/operation(s|Results)\//.test(path)) return;
  const known = lists.find(({ pattern }) => pattern.test(path))?.versions;
  // The front door's own types, such as subscriptions, take any.
  if (!known || known.has(version)) return;
  const type = typeOf(path);
  throw new ArmError(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '' and API version '${version}' for type '${type}'. The supported api-versions are '${[...known].join(', ')}'. The supported locations are ''.`,
  );
}

function typeOf(path: string): string {
  const [, rest = ''] = /\/providers\/[^/]+\/(.*)$/.exec(path) ?? [];
  return rest
    .split('/')
    .filter((part) => !part.startsWith('{'))
    .join('/');
}

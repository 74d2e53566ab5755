import { notSimulated } from '../errors.ts';
import type { CommunicationStyle, Endpoint } from '../model.ts';
import { Fields } from './fields.ts';

interface Connection {
  endpoint: Endpoint;
  uri: string | null;
  thumbprint: string | null;
}

const SIMULATED: readonly CommunicationStyle[] = ['TentaclePassive', 'TentacleActive', 'Ssh', 'None'];
const ELSEWHERE = [
  'OfflineDrop',
  'AzureWebApp',
  'Ftp',
  'AzureCloudService',
  'AzureServiceFabricCluster',
  'Kubernetes',
  'StepPackage',
  'KubernetesTentacle',
  'AwsEcsCluster',
];

/** How the server is to reach the machine. Throws a 501 for a style that Octopus has and this server has not. */
export function readEndpoint(machine: Fields): Connection {
  const raw = machine.record('Endpoint');
  const fields = new Fields(raw);
  const style = fields.text('CommunicationStyle', 'None');
  if (ELSEWHERE.includes(style)) throw notSimulated(`CommunicationStyle ${style}`);
  const CommunicationStyle = fields.oneOf('CommunicationStyle', SIMULATED, 'None');
  const connection = connectionOf({ ...raw, CommunicationStyle }, fields, machine);
  machine.problems.push(...fields.problems.map((problem) => `Endpoint: ${problem}`));
  return connection;
}

function connectionOf(endpoint: Endpoint, fields: Fields, machine: Fields): Connection {
  if (endpoint.CommunicationStyle === 'None') return { endpoint, uri: null, thumbprint: null };
  if (endpoint.CommunicationStyle === 'Ssh') {
    const uri = `ssh://${fields.required('Host')}:${Number(endpoint['Port'] ?? 22)}/`;
    return { endpoint: { ...endpoint, Uri: uri }, uri, thumbprint: fields.required('Fingerprint') };
  }
  const uri = fields.text('Uri', machine.text('Uri', ''));
  const thumbprint = fields.text('Thumbprint', machine.text('Thumbprint', ''));
  checkTentacle(endpoint.CommunicationStyle, { uri, thumbprint }, fields);
  return { endpoint: tentacleEndpoint(endpoint, uri, thumbprint), uri, thumbprint };
}

function checkTentacle(
  style: CommunicationStyle,
  { uri, thumbprint }: { uri: string; thumbprint: string },
  fields: Fields,
): void {
  const form = style === 'TentacleActive' ? /^poll:\/\/.+/i : /^https:\/\/.+/i;
  if (!form.test(uri)) fields.problems.push(`'${uri}' is not the address of a ${style} machine.`);
  if (thumbprint === '') fields.problems.push('Thumbprint is required.');
}

export function tentacleEndpoint(endpoint: Endpoint, uri: string, thumbprint: string): Endpoint {
  return {
    ProxyId: null,
    TentacleVersionDetails: {
      UpgradeLocked: false,
      Version: '8.3.3034',
      UpgradeSuggested: false,
      UpgradeRequired: false,
    },
    CertificateSignatureAlgorithm: 'sha256RSA',
    Links: {},
    ...endpoint,
    Uri: uri,
    Thumbprint: thumbprint,
  };
}

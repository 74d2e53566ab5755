import { textAt, type JsonObject } from '../../local/arm/json.ts';
import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

/** The simulator of the test that runs. */
export let given: GivenArm;

export const MINUTE = 60_000;
export const WEB = scaleSetPath('web');
export const IMAGE = `${GROUP}/providers/Microsoft.Compute/galleries/demo/images/web`;
const health = {
  name: 'health',
  properties: {
    publisher: 'Microsoft.ManagedServices',
    type: 'ApplicationHealthLinux',
    typeHandlerVersion: '1.0',
    settings: { protocol: 'http', port: 80 },
  },
};

export interface Wanted {
  policy?: JsonObject;
  capacity?: number;
  image?: JsonObject;
  hasHealth?: boolean;
  properties?: JsonObject;
  orchestrationMode?: 'Uniform' | 'Flexible';
  /** File that its state is kept in. */
  statePath?: string;
}

const SETTINGS = { settings: { actionSeconds: [20, 20] as [number, number] } };

/** The same simulator, stopped and started again at the same moment. */
export async function givenRestart(statePath: string): Promise<void> {
  await given.arm.stop();
  given = await givenArm({ ...SETTINGS, statePath, clock: given.clock });
}

/** A set on version 1.0.0 of a gallery image that is kept up to date by the platform. */
export async function givenKeptUpToDate(wanted: Wanted = {}): Promise<void> {
  given = await givenArm({
    ...SETTINGS,
    ...(wanted.statePath !== undefined && { statePath: wanted.statePath }),
  });
  const {
    statePath: _,
    policy,
    capacity = 10,
    image = { id: IMAGE },
    hasHealth = true,
    properties,
    ...rest
  } = wanted;
  publish('1.0.0');
  given.arm.sim.createScaleSet({
    ...{ resourceGroup: 'rg-demo', name: 'web', capacity, overprovision: false, image, ...rest },
    ...(hasHealth && { extensions: [health] }),
    properties: {
      upgradePolicy: {
        mode: 'Manual',
        automaticOSUpgradePolicy: { enableAutomaticOSUpgrade: true, ...policy },
      },
      ...properties,
    },
  });
}

export const publish = (version: string, excludeFromLatest = false) =>
  given.arm.sim.createGalleryImage({
    ...{ resourceGroup: 'rg-demo', gallery: 'demo', image: 'web', version, excludeFromLatest },
  });

/** Image versions by instance, as the list shows them. */
export async function versions(): Promise<Array<string | undefined>> {
  const list = await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`);
  return (list.at('value') as unknown[]).map((item) =>
    textAt(item, 'properties', 'storageProfile', 'imageReference', 'exactVersion'),
  );
}
export const count = async (version: string) => (await versions()).filter((each) => each === version).length;
/** What the platform has done. */
export const history = () => given.ask('GET', `${WEB}/osUpgradeHistory?${VERSION}`);
export const latest = () => given.ask('GET', `${WEB}/rollingUpgrades/latest?${VERSION}`);
export const sick = (...instances: string[]) =>
  instances.forEach((instance) => given.arm.sim.setHealth({ scaleSet: WEB, instance }, 'unhealthy'));
export const minutes = (number: number) => given.clock.advance(number * MINUTE);

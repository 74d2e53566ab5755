import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import { ProblemError } from '../../../contracts/problem.ts';
import type { Check } from '../../../contracts/rollout/plan.ts';
import type { FleetCloud } from '../fleet-cloud.ts';
import { type ImageFacts, imageFacts, regionName } from '../image-facts.ts';
import { asked, type Found, ok, wrong } from './found.ts';

const OTHER_IMAGE = 'Name another image.';

/** Whether the image is there, where the machines will be, and fits what they are. */
export async function imageChecks(cloud: FleetCloud, { policy, base }: Found): Promise<Check[]> {
  if (!base) return [];
  return asked('image', async () => {
    try {
      const facts = await imageFacts(cloud, policy.image, base.location);
      const misfits = [region, system, state, generation, architecture, security].flatMap((check) =>
        check(facts, base),
      );
      return misfits.length > 0 ? misfits : [ok('image', 'The image is there, in the region, and fits.')];
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.kind !== 'Permanent') throw error;
      if (error.problem.code === 'azureUnauthorized') throw error;
      return [wrong('image', `The image cannot be used. ${error.problem.message}`, error.problem.nextStep)];
    }
  });
}

type Fit = (image: ImageFacts, base: VirtualMachineScaleSet) => Check[];

const region: Fit = ({ regions }, { location }) => {
  if (!regions || regions.includes(regionName(location))) return [];
  const where = regions.join(', ') || 'no region';
  return [
    wrong('imageRegion', `The image is in ${where}, not in ${location}.`, `Replicate it to ${location}.`),
  ];
};

const system: Fit = ({ os }, { virtualMachineProfile: profile }) => {
  const ours = profile?.osProfile?.windowsConfiguration ? 'Windows' : profile?.storageProfile?.osDisk?.osType;
  if (!os || !ours || os === ours) return [];
  return [wrong('imageOs', `The image is of ${os}, the scale set of ${ours}.`, OTHER_IMAGE)];
};

const state: Fit = ({ isSpecialized, reference }, { virtualMachineProfile: profile }) => {
  const isManaged = reference.id !== undefined && !/\/galleries\//i.test(reference.id);
  if (isSpecialized && isManaged)
    return [
      wrong(
        'imageOsState',
        'A specialized managed image cannot make new machines.',
        'Put it into a gallery.',
      ),
    ];
  if (isSpecialized || profile?.osProfile) return [];
  return [
    wrong(
      'imageOsState',
      'The image is generalized, and the base has no OS profile.',
      'Use a specialized image.',
    ),
  ];
};

const generation: Fit = ({ generation: given }, { virtualMachineProfile: profile }) => {
  if (profile?.securityProfile?.securityType === undefined || given !== 'V1') return [];
  return [wrong('imageGeneration', 'The image is of generation 1, the base needs 2.', OTHER_IMAGE)];
};

/** The letter `p` after the number of cores says Arm: Standard_D2ps_v5. */
const ARM_SIZE = /^Standard_[A-Z]+\d+[a-z]*p/;

const architecture: Fit = ({ architecture: given }, { sku }) => {
  const size = sku?.name ?? '';
  if (given === undefined || (given === 'Arm64') === ARM_SIZE.test(size)) return [];
  return [wrong('imageArchitecture', `The image is for ${given}, ${size} is not.`, OTHER_IMAGE)];
};

const security: Fit = ({ reference, securityType }, { virtualMachineProfile: profile }) => {
  const wanted = profile?.securityProfile?.securityType;
  const isMarketplace = reference.id === undefined;
  if (wanted !== undefined && !isMarketplace && !supports(securityType, wanted))
    return [
      wrong('imageSecurityType', `The base is ${wanted}, which the image does not support.`, OTHER_IMAGE),
    ];
  if (wanted === undefined && (securityType === 'TrustedLaunch' || securityType === 'ConfidentialVM'))
    return [wrong('imageSecurityType', `The image needs ${securityType}, the base has none.`, OTHER_IMAGE)];
  return [];
};

/** `TrustedLaunch`, `TrustedLaunchSupported`, `TrustedLaunchAndConfidentialVmSupported`. */
function supports(feature: string | undefined, wanted: string): boolean {
  return feature?.toLowerCase().includes(wanted.toLowerCase()) ?? false;
}

/** A request to ARM, as far as it tells what it is about. */
export interface Asked {
  method: string;
  url: string;
}

interface Missing {
  code: string;
  nextStep: string;
}

const SET = String.raw`/virtualMachineScaleSets/[^/]+`;
/** The first that fits the path wins; what fits none is about the fleet's scale set. */
const SUBJECTS: [RegExp, string, string][] = [
  [
    new RegExp(`${SET}/virtualMachines/`, 'i'),
    'instance',
    'Look again: the instance may have been replaced.',
  ],
  [/\/virtualMachines\/[^/]+/i, 'machine', 'Look again: the machine may have been replaced.'],
  [/\/galleries\/.*\/versions\//i, 'imageVersion', 'Check the id of the image version.'],
  [/\/galleries\//i, 'galleryImage', 'Check the id of the gallery image.'],
  [/\/Microsoft\.Compute\/images\//i, 'managedImage', 'Check the id of the managed image.'],
  [/\/vmimage\//i, 'marketplaceImage', 'Check publisher, offer, sku and version.'],
  [/\/loadBalancers\//i, 'loadBalancer', 'Check the name of the load balancer.'],
  [/\/autoscalesettings\//i, 'autoscaleSetting', 'Nothing to do: it was removed meanwhile.'],
  [/\/virtualNetworks\//i, 'virtualNetwork', 'Check the subnet of the scale set.'],
  [/\/operations\//i, 'operation', 'Nothing to do: what came of it is read.'],
];
const SCALE_SET: Missing = { code: 'scaleSetNotFound', nextStep: "Check the fleet's scale set id." };
const REFERENCE: Missing = {
  code: 'azureReferenceNotFound',
  nextStep: 'Check what the request refers to (image, subnet, pools): something of it is not there.',
};

/** What a 404 says is missing. A write of something that is there may refer to something that is not. */
export function notFound(asked: Asked | undefined, message: string): Missing {
  if (!asked) return SCALE_SET;
  const [path = ''] = asked.url.split('?', 1);
  const [, code, nextStep] = SUBJECTS.find(([pattern]) => pattern.test(path)) ?? [];
  const subject = code === undefined ? SCALE_SET : { code: `${code}NotFound`, nextStep: nextStep ?? '' };
  const isRead = asked.method === 'GET' || asked.method === 'DELETE';
  return isRead || isAbout(path, message) ? subject : REFERENCE;
}

/** `The Resource 'Microsoft.Compute/virtualMachineScaleSets/web' … was not found`: it is the thing itself. */
function isAbout(path: string, message: string): boolean {
  const name = /\/virtualMachineScaleSets\/([^/]+)/i.exec(path)?.[1] ?? path.slice(path.lastIndexOf('/') + 1);
  const missing = /^The Resource '[^']*\/([^'/]+)'/i.exec(message)?.[1];
  return missing?.toLowerCase() === name.toLowerCase();
}

import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import type { JsonObject } from '../json.ts';
import { marketplaceVersions } from '../rules/image-version.ts';
import type { World } from '../world.ts';

const TYPES = 'artifacttypes/vmimage';

/** Every image that is asked for is in the marketplace, in one version and those published since. */
export function listImageVersions(world: World, request: ArmRequest): ArmResponse {
  return ok(marketplaceVersions(world, request.params).map((version) => inShort(request, version)));
}

export function getImageVersion(world: World, request: ArmRequest): ArmResponse {
  const asked = param(request, 'version');
  const windows = /windows/i.test(`${param(request, 'publisher')} ${param(request, 'offer')}`);
  return ok({
    ...inShort(
      request,
      asked.toLowerCase() === 'latest' ? (marketplaceVersions(world, request.params).at(-1) ?? asked) : asked,
    ),
    properties: {
      osDiskImage: { operatingSystem: windows ? 'Windows' : 'Linux', sizeInGb: windows ? 127 : 30 },
      dataDiskImages: [],
      automaticOSUpgradeProperties: { automaticOSUpgradeSupported: true },
      hyperVGeneration: /gen1|^\d+_\d+-lts$/i.test(param(request, 'sku')) ? 'V1' : 'V2',
      architecture: 'x64',
      features: [],
    },
  });
}

function inShort(request: ArmRequest, version: string): JsonObject {
  const { subscription, location, publisher, offer, sku } = request.params;
  const path = `/Subscriptions/${subscription}/Providers/Microsoft.Compute/Locations/${location}`;
  const id = `${path}/Publishers/${publisher}/${TYPES}/offers/${offer}/skus/${sku}/versions/${version}`;
  return { location, name: version, id };
}

import { POLICIES } from '../limits/policies.ts';
import { postApproveRollingUpgrade } from './approve-upgrade.ts';
import { PATHS, type RestOperation } from './rest-operation.ts';
import { getLatestRollingUpgrade, postCancelRollingUpgrade, postRollingUpgrade } from './rolling-upgrades.ts';

const { scaleSet } = PATHS;

export const ROLLING_UPGRADES: RestOperation[] = [
  {
    method: 'GET',
    path: `${scaleSet}/rollingUpgrades/latest`,
    policy: POLICIES.getScaleSet,
    run: getLatestRollingUpgrade,
  },
  {
    method: 'POST',
    path: `${scaleSet}/rollingUpgrades/cancel`,
    policy: POLICIES.cancelUpgrade,
    run: postCancelRollingUpgrade,
  },
  {
    method: 'POST',
    path: `${scaleSet}/osRollingUpgrade`,
    policy: POLICIES.upgradeSystem,
    run: postRollingUpgrade('osRollingUpgrade'),
  },
  {
    method: 'POST',
    path: `${scaleSet}/extensionRollingUpgrade`,
    policy: POLICIES.actOnScaleSet,
    run: postRollingUpgrade('extensionRollingUpgrade'),
  },
  {
    method: 'POST',
    path: `${scaleSet}/approveRollingUpgrade`,
    policy: POLICIES.actOnScaleSet,
    run: postApproveRollingUpgrade,
  },
];

/** The types of resources that a VM's image may come from. */
export const GALLERIES = 'Microsoft.Compute/galleries';
export const GALLERY_IMAGES = 'Microsoft.Compute/galleries/images';
export const GALLERY_VERSIONS = 'Microsoft.Compute/galleries/images/versions';
export const IMAGES = 'Microsoft.Compute/images';

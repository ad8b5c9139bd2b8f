/**
 * USB ids of touch frames and controllers in classroom boards. A frame may be there and its driver not, so that nothing but its id says
 * what it is. Source of the ids: Debian's usb.ids of 2025-07-26 (look-up of numbers only). HiteVision's are not public; a board of
 * theirs is known by what its driver says it can do, or by a required peripheral in the configuration.
 */
export const TOUCH_FRAMES: ReadonlySet<string> = new Set([
  // CVTE (Seewo)
  '1ff7:0013',
  '1ff7:001a',
  // IRTOUCH
  '6615:0001',
  '6615:0020',
  '6615:0081',
  // TouchPack
  '1bfd:1668',
  // ILITEK
  '222a:0001',
  '222a:0037',
  // SiS
  '0457:10e1',
  // Advanced Silicon
  '2149:211b',
  // iNexio
  '1870:0001',
  // eGalax
  '0eef:7904',
])

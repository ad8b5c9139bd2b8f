import { createDiskBook } from '@forewarn/shared/evidence/disk-book.ts'
import type { Finding } from '@forewarn/shared/evidence/finding.ts'

/** Adds to findings about disks whether they hang on USB, as far as the log itself has told: a stick's errors are not the system disk's. */
export function createDiskRoles() {
  const book = createDiskBook()
  return {
    learn: book.learn,
    withRole({ attributes, ...rest }: Finding): Finding {
      const device = attributes['device']
      const isUsb = typeof device === 'string' && attributes['role'] === undefined ? book.isUsb(device) : null
      return { ...rest, attributes: isUsb === true ? { ...attributes, role: 'usb' } : attributes }
    },
  }
}

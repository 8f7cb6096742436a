/** Numbers of the advisory locks, one each purpose; the high part keeps them apart from other programs'. */
export const LOCKS = {
  migrations: 0x6c756d01,
  partitions: 0x6c756d02,
  transact: 0x6c756d03,
} as const;

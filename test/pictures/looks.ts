/** How the people in the pictures look in front of their cameras. */
export const looks = {
  patient: {
    wall: '#cfd9e6',
    floor: '#b79f86',
    hair: '#4a3428',
    skin: '#e2b492',
    clothes: '#c8674f',
    collar: '#d98a72',
    isLongHaired: true,
  },
  doctor: {
    wall: '#d8e4dc',
    floor: '#9fb3aa',
    hair: '#241c1c',
    skin: '#c08c66',
    clothes: '#f4f6f8',
    collar: '#3f7fa6',
    isLongHaired: false,
  },
} as const;
export type Look = keyof typeof looks;

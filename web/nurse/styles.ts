// What only the board uses, in the same cascade layer as the rest.
import '@mantine/core/styles/Drawer.layer.css';

import { Combobox, createTheme, Drawer, Menu, Modal, Popover, Tooltip } from "@mantine/core";

/** Sizes and manners of the kit. Its colours follow app/tokens.css. */
export const theme = createTheme({
  primaryColor: "indigo",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    // Locking the scroll writes a style element, which the content-security policy forbids.
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: false,
        yOffset: "12dvh",
        transitionProps: quick(),
        overlayProps: { backgroundOpacity: 0.4 },
      },
    }),
    Drawer: Drawer.extend({ defaultProps: { lockScroll: false, position: "right" } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", transitionProps: quick() } }),
    Popover: Popover.extend({ defaultProps: { shadow: "md", transitionProps: quick() } }),
    Combobox: Combobox.extend({ defaultProps: { shadow: "md", transitionProps: quick() } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, transitionProps: quick() } }),
  },
});

function quick() {
  return { transition: "fade", duration: 80 } as const;
}

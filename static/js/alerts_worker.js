// Shows the notices that `alerts.js` hands to it: browsers on telephones show none that a page makes itself.
// A click leads to the tab that is there, which opens the notice; without one, to the page of notices.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data));
});

async function lead(notice) {
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const tab = tabs.find(({ focused }) => focused) ?? tabs.find(({ visibilityState }) => visibilityState === "visible") ?? tabs[0];
  if (!tab) {
    await self.clients.openWindow(notice.isOne ? notice.listUrl : notice.url);
    return;
  }
  tab.postMessage({ opened: notice });
  await tab.focus();
}

import { createApp } from 'vue';
import 'vant/es/button/style';
import 'vant/es/popup/style';
import 'vant/es/switch/style';
import 'vant/es/tabbar/style';
import 'vant/es/tabbar-item/style';
import { createLanguage } from '../shell/language';
import '../shell/theme.css';
import './wallet.css';
import './large-type';
import WalletApp from './WalletApp.vue';
import { words } from './words';

createApp(WalletApp).use(createLanguage(words)).mount('#app');

// Absent where the page is not served over https.
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register('/wallet/sw.js', { scope: '/wallet/' }).catch(() => undefined);
}

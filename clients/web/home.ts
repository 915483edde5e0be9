import { createApp } from 'vue';
import HomePage from './HomePage.vue';
import { createLanguage } from './shell/language';
import './shell/theme.css';
import { words } from './home-words';

createApp(HomePage).use(createLanguage(words)).mount('#app');

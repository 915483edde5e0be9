// Each component with its own styles, so that the pages carry nothing else of Element Plus.
import 'element-plus/theme-chalk/base.css';
import 'element-plus/theme-chalk/el-alert.css';
import 'element-plus/theme-chalk/el-button.css';
import 'element-plus/theme-chalk/el-dialog.css';
import 'element-plus/theme-chalk/el-overlay.css';
import 'element-plus/theme-chalk/el-tag.css';
import 'element-plus/theme-chalk/el-timeline.css';
import 'element-plus/theme-chalk/el-timeline-item.css';

export { ElAlert } from 'element-plus/es/components/alert/index.mjs';
export { ElButton } from 'element-plus/es/components/button/index.mjs';
export { ElConfigProvider } from 'element-plus/es/components/config-provider/index.mjs';
export { ElDialog } from 'element-plus/es/components/dialog/index.mjs';
export { ElTag } from 'element-plus/es/components/tag/index.mjs';
export { ElTimeline, ElTimelineItem } from 'element-plus/es/components/timeline/index.mjs';
